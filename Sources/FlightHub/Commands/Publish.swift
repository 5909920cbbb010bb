import ArgumentParser
import Events
import JSON
import LocalServices
import Net
import Relay

/// `flighthub publish`: hand in an event as another service would.
struct Publish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hand in an event by the ingress, and print its seq.",
        discussion: """
            An event with the same source and id is taken once in seven days. With --ephemeral it \
            goes to who listens now, and has no seq.
            """)

    @Option(name: .customLong("topic"), help: "Where it is published; may be repeated.")
    var topics: [String]

    @Option(help: "CloudEvents type, such as flight:gate-changed.")
    var type: String

    @Option(help: "The entity that it is about, such as flight/ID.")
    var subject: String?

    @Option(help: "Where it comes from.")
    var source = "/flighthub/publish"

    @Option(help: "Unique together with the source.")
    var id = UniqueID.random().description

    @Option(help: "The event's data, one JSON object.")
    var data = "{}"

    @Flag(help: "Do not keep it: only who listens now gets it.")
    var ephemeral = false

    @OptionGroup var redis: RedisOptions

    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let message = try message()
        let event: IncomingEvent
        do throws(IncomingEventError) {
            event = try IncomingEvent(message: message)
        } catch {
            throw CommandFailure(.usage, error.description)
        }
        let place = try place(.process)
        try await CommandDatabase.with(options.database()) { database in
            let finder = try await SequencedEvent(after: database)
            if !ephemeral, try await finder.wasTaken(event) {
                throw CommandFailure(
                    .usage, "--id: an event with this source and id was taken before")
            }
            try await CommandDatabase.withLoop { loop in
                try await Ingress.hand(message, to: place, ephemeral: ephemeral, on: loop)
                if ephemeral { return }
                guard let seq = try await finder.seq(of: event, within: .seconds(10), on: loop)
                else {
                    throw CommandFailure(
                        .unavailable,
                        "the event has no seq after 10 s: it waits in Redis for a hub to take it")
                }
                Terminal.print("\(seq)")
            }
        }
    }

    /// The message for the ingress.
    func message() throws(CommandFailure) -> [UInt8] {
        let content: JSONValue
        do throws(JSONError) {
            content = try JSONValue.parse(Array(data.utf8))
        } catch {
            throw CommandFailure(.usage, "--data: \(error.message)")
        }
        guard case .object = content else {
            throw CommandFailure(.usage, "--data: expected one JSON object")
        }
        return JSONWriter.object { json in
            json.member("topics", array: { json in for topic in topics { json.string(topic) } })
            json.member(
                "event",
                object: { json in
                    json.member("specversion", "1.0")
                    json.member("id", id)
                    json.member("source", source)
                    json.member("type", type)
                    json.member("subject", ifPresent: subject)
                    json.member("time", WallClock.now().description)
                    json.member("datacontenttype", "application/json")
                    json.key("data")
                    json.value(content)
                })
        }
    }

    /// What is named by the flag or the variable, else the Redis of the dev hub.
    private func place(_ environment: Environment) throws -> RedisEndpoint {
        var reader = SettingsReader(environment)
        let named = redis.url(&reader, required: false)
        let keys = redis.keys(&reader)
        if named == nil, redis.redisPrefix != nil {
            reader.note("--redis-prefix: needs REDIS_URL; a dev hub's Redis is its own")
        }
        try reader.finish()
        if let named { return try RedisEndpoint(named, keys) }
        let record = try DevRecord.running(in: StateFolder(options.state), unless: "REDIS_URL")
        return try RedisEndpoint(Confidential(record.redis), RelayKeys())
    }
}
