import ArgumentParser
import Net

/// `loadtest run fanout-wide`: many topics, each with a few subscribers.
struct FanoutWideScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "fanout-wide",
        abstract: "Many topics with a few subscribers each, and events published through Redis.")

    @OptionGroup var target: TargetOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var publishing: PublishOptions
    @OptionGroup var options: RunOptions

    @Option(help: "Subscribers.")
    var clients = 1_000

    @Option(help: "Topics.")
    var topics = 500

    @Option(help: "Topics that each client follows.")
    var perClient = 5

    func validate() throws {
        try OptionRule.check("clients", clients, in: 1...1_000_000)
        try OptionRule.check("topics", topics, in: 1...100_000)
        try OptionRule.check("per-client", perClient, in: 1...100)
        guard perClient <= topics, clients * perClient >= topics else {
            throw ValidationError("--clients times --per-client must be at least --topics")
        }
    }

    func run() async throws {
        let target = try await target.target()
        try await ScenarioRunner(options: options).run { try await prepare(on: target, $0) }
    }

    func prepare(on target: HubTarget, _ loop: EventLoop) async throws -> PreparedRun {
        let names = FreshTopics.lossless(topics)
        var plan = RunPlan("fanout-wide", on: target)
        plan.fleets = [
            try await fleet.fleet(clients, of: names, perClient: perClient, on: target)
        ]
        plan.auditToken = plan.fleets[0].tokens.first
        plan.loadSeconds = publishing.duration.value
        plan.settings =
            [
                .init("clients", "\(clients)"), .init("topics", "\(topics)"),
                .init("per-client", "\(perClient)"),
            ] + publishing.settings
        let publisher = try PublishOptions.publisher(
            publishing.plan(on: names), for: target, on: loop)
        return PreparedRun(plan: plan, sources: [publisher])
    }
}
