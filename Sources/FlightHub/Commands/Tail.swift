import Accounts
import ArgumentParser
import Events
import LiveClient
import Wire

/// `flighthub tail`: subscribe, and print what comes.
struct Tail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Subscribe to topics and print what comes, one JSON object a line.",
        discussion: """
            Standard output gets events and states, standard error the rest. It reconnects by \
            itself and goes on where it was. Without a token or a role it sees public topics \
            only: flight: airport: seats:.
            """)

    @Argument(help: "Topics, such as airport:LHR.")
    var topics: [String]

    @OptionGroup var hub: HubOptions

    @Option(help: "Access token to show (FLIGHTHUB_TOKEN).")
    var token: String?

    @Option(help: "Make a token for this role, with the secret of the hub.")
    var role: Role?

    @Option(help: "Cursor to begin after.")
    var from: String?

    @Option(name: .customLong("type"), help: "Only events of this type; may be repeated.")
    var types: [String] = []

    @Flag(inversion: .prefixedNo, help: "Begin with the state of topics that have one.")
    var snapshot = true

    @Option(help: "End after so many events.")
    var count: Int?

    func validate() throws {
        for topic in topics {
            do throws(TopicError) {
                _ = try Topic(parsing: topic)
            } catch {
                throw ValidationError("\(topic): \(error.message)")
            }
        }
        if topics.isEmpty { throw ValidationError("no topic is named") }
        if let from, Cursor(from) == nil { throw ValidationError("\(from) is not a cursor") }
        if let count, count < 1 { throw ValidationError("--count is a number from 1") }
    }

    func run() async throws {
        let server = try hub.server()
        let address = try server.resolve()
        let endpoint = LiveConnection.Endpoint(
            address: address, host: server.authority,
            path: server.path.isEmpty || server.path == "/" ? "/api/v1/ws" : server.path,
            fields: try await fields(), tls: try hub.destination(server))
        let options = SubscriptionOptions(
            types: types.isEmpty ? nil : Set(types), takesSnapshot: snapshot)
        try await CommandDatabase.withLoop { loop in
            try await TailSession(on: loop).follow(
                topics, at: endpoint, from: from.flatMap { Cursor($0) }, options, count: count)
        }
    }

    private func fields() async throws -> HTTPFields {
        var reader = SettingsReader(.process)
        let named = reader.text("FLIGHTHUB_TOKEN", token)
        if let named { return ["Authorization": "Bearer " + named] }
        guard let role else { return [:] }
        let maker = try AccessTokenMaker(.process, state: hub.state)
        return ["Authorization": "Bearer " + (try await maker.token(role))]
    }
}
