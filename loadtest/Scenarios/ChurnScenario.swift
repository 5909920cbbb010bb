import ArgumentParser
import Net

/// `loadtest run churn`: connections live for a random short time, and come back.
struct ChurnScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "churn",
        abstract: "Connections that are cut at random and resume; nothing may be lost or doubled.")

    @OptionGroup var target: TargetOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var publishing: PublishOptions
    @OptionGroup var options: RunOptions

    @Option(help: "Subscribers.")
    var clients = 1_000

    @Option(help: "The mean life of a connection.")
    var lifetime = Seconds(10)

    @Option(help: "Topics; each client follows one.")
    var topics = 10

    func validate() throws {
        try OptionRule.check("clients", clients, in: 1...1_000_000)
        try OptionRule.check("topics", topics, in: 1...100_000)
        guard topics <= clients else {
            throw ValidationError("--topics must be at most --clients")
        }
    }

    func run() async throws {
        let target = try await target.target()
        try await ScenarioRunner(options: options).run { try await prepare(on: target, $0) }
    }

    func prepare(on target: HubTarget, _ loop: EventLoop) async throws -> PreparedRun {
        let names = FreshTopics.lossless(topics)
        var plan = RunPlan("churn", on: target)
        var clients = try await fleet.fleet(clients, of: names, perClient: 1, on: target)
        clients.churn = FleetPlan.Churn(meanLifetimeSeconds: lifetime.value)
        plan.fleets = [clients]
        plan.auditToken = clients.tokens.first
        plan.loadSeconds = publishing.duration.value
        plan.grace = 45
        plan.settings =
            [
                .init("clients", "\(self.clients)"), .init("lifetime", lifetime.description),
                .init("topics", "\(topics)"),
            ] + publishing.settings
        let publisher = try PublishOptions.publisher(
            publishing.plan(on: names), for: target, on: loop)
        return PreparedRun(plan: plan, sources: [publisher])
    }
}
