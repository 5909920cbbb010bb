import ArgumentParser
import Net

/// `loadtest run reconnect-storm`: everybody loses the connection, and everybody is back at once.
struct ReconnectStormScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "reconnect-storm",
        abstract: "All connections are cut; events go on; then all clients come back at once.",
        discussion: """
            While the clients are away --events events are published over --topics topics. A cursor \
            is a position in the log of all topics, so every client comes back with one that is \
            --events events old; each follows one topic, and misses as many events of it as all \
            others do of theirs. --topics 1 has every client miss every event: 10,000,000 frames by \
            default, which is a measure of fan-out and not of coming back. The report has the time until each had all of them, and the statements \
            that the hub asked its database meanwhile. The hub must let the crowd in: \
            HANDSHAKES_PER_SECOND is for each loop, 2000 by default; beyond it clients are told \
            503 with Retry-After.
            """)

    @OptionGroup var target: TargetOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var options: RunOptions

    @Option(help: "Subscribers.")
    var clients = 10_000

    @Option(help: "Events that are published while they are away.")
    var events = 1_000

    @Option(help: "Topics, over which the events are spread evenly; each client follows one.")
    var topics = 100

    @Option(help: "Events published a second.")
    var rate = 500.0

    @Option(help: "Bytes of an event, about.")
    var size = 400

    func validate() throws {
        try OptionRule.check("clients", clients, in: 1...1_000_000)
        try OptionRule.check("events", events, in: 1...100_000)
        try OptionRule.check("topics", topics, in: 1...10_000)
        try OptionRule.check("rate", rate, upTo: 100_000)
        try OptionRule.check("size", size, in: 200...32_768)
        guard events % topics == 0 else {
            throw ValidationError("--events must be a multiple of --topics")
        }
    }

    func run() async throws {
        let target = try await target.target()
        try await ScenarioRunner(options: options).run { try await prepare(on: target, $0) }
    }

    func prepare(on target: HubTarget, _ loop: EventLoop) async throws -> PreparedRun {
        let names = FreshTopics.lossless(topics)
        var plan = RunPlan("reconnect-storm", on: target)
        let clients = try await fleet.fleet(clients, of: names, perClient: 1, on: target)
        plan.fleets = [clients]
        plan.auditToken = clients.tokens.first
        plan.loadSeconds = Double(events) / rate + 5
        plan.grace = 60
        plan.storm = StormPlan(
            missed: events / topics, lastTopic: names[topics - 1], lastCount: events / topics)
        plan.settings = [
            .init("clients", "\(self.clients)"), .init("events", "\(events)"),
            .init("topics", "\(topics)"), .init("rate", rate), .init("size", "\(size)"),
        ]
        let publish = Publisher.Plan(
            topics: names, rate: rate, seconds: Double(events) / rate, size: size, door: .ingress)
        return PreparedRun(
            plan: plan,
            sources: [try PublishOptions.publisher(publish, for: target, on: loop)])
    }
}
