import ArgumentParser
import Net

/// How events are published, whatever the scenario.
struct PublishOptions: ParsableArguments {
    @Option(help: "Events published a second.")
    var rate = 50.0

    @Option(help: "How long events are published.")
    var duration = Seconds(10)

    @Option(help: "Bytes of an event, about.")
    var size = 400

    func validate() throws {
        try OptionRule.check("rate", rate, upTo: 100_000)
        try OptionRule.check("size", size, in: 200...32_768)
        guard rate * duration.value >= 1, rate * duration.value <= 10_000_000 else {
            throw ValidationError("--rate times --duration must be 1 to 10000000 events")
        }
    }

    /// What is published on `topics`.
    func plan(
        on topics: [String], via door: Publisher.Plan.Door = .ingress
    ) -> Publisher.Plan {
        Publisher.Plan(
            topics: topics, rate: rate, seconds: duration.value, size: size, door: door)
    }

    /// A publisher on the target's Redis.
    static func publisher(
        _ plan: Publisher.Plan, for target: HubTarget, on loop: EventLoop
    ) throws -> Publisher {
        guard let redis = target.redis else {
            throw ValidationError("events are published through Redis: name it with --redis")
        }
        return try Publisher(plan, redis: redis, prefix: target.redisPrefix, on: loop)
    }

    /// What the report says of them.
    var settings: [RunReport.Setting] {
        [
            .init("rate", rate), .init("duration", duration.description),
            .init("size", "\(size)"),
        ]
    }
}
