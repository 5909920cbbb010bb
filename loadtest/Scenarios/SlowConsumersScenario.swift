import ArgumentParser
import Net

/// `loadtest run slow-consumers`: some clients read slowly, and must not be in anybody's way.
struct SlowConsumersScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "slow-consumers",
        abstract: "A part of the clients reads slowly: closed with 4429, resumed, nothing lost.",
        discussion: """
            Once the events are published the slow ones read at full speed, and must have every \
            event in the end. The report keeps their times apart.
            """)

    @OptionGroup var target: TargetOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var options: RunOptions

    @Option(help: "Subscribers.")
    var clients = 500

    @Option(help: "One of so many reads slowly.")
    var slowEach = 10

    @Option(help: "Bytes a second that a slow one reads.")
    var slowRate = 20_000

    @Option(help: "Events published a second.")
    var rate = 100.0

    @Option(help: "How long events are published.")
    var duration = Seconds(20)

    @Option(help: "Bytes of an event, about.")
    var size = 4_000

    func validate() throws {
        try OptionRule.check("clients", clients, in: 1...1_000_000)
        try OptionRule.check("slow-each", slowEach, in: 1...1_000_000)
        try OptionRule.check("slow-rate", slowRate, in: 1...10_000_000)
        try OptionRule.check("rate", rate, upTo: 100_000)
        try OptionRule.check("size", size, in: 200...32_768)
    }

    func run() async throws {
        let target = try await target.target()
        try await ScenarioRunner(options: options).run { try await prepare(on: target, $0) }
    }

    func prepare(on target: HubTarget, _ loop: EventLoop) async throws -> PreparedRun {
        let topics = FreshTopics.lossless(1)
        var plan = RunPlan("slow-consumers", on: target)
        var clients = try await fleet.fleet(clients, of: topics, perClient: 1, on: target)
        clients.slow = FleetPlan.Slow(each: slowEach, bytesPerSecond: slowRate)
        plan.fleets = [clients]
        plan.auditToken = clients.tokens.first
        plan.loadSeconds = duration.value
        plan.grace = 60
        plan.expectsSlowCloses = true
        plan.settings = [
            .init("clients", "\(self.clients)"), .init("slow-each", "\(slowEach)"),
            .init("slow-rate", "\(slowRate)"), .init("rate", rate),
            .init("duration", duration.description), .init("size", "\(size)"),
        ]
        let publish = Publisher.Plan(
            topics: topics, rate: rate, seconds: duration.value, size: size, door: .ingress)
        return PreparedRun(
            plan: plan,
            sources: [try PublishOptions.publisher(publish, for: target, on: loop)])
    }
}
