import ArgumentParser
import Net

/// `loadtest run rolling-restart`: a deploy under load.
struct RollingRestartScenario: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rolling-restart",
        abstract: "Each node of a cluster is restarted in turn; nobody may notice but by a pause.",
        discussion: """
            It starts nodes of its own, on a PostgreSQL and a Redis of their own. Clients that \
            lose their node go to the next, as behind a balancer. The report has the time without \
            a connection, as it is and less the pause that the node had set for the client, and \
            how evenly they came back.
            """)

    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var options: RunOptions

    @Option(help: "Subscribers.")
    var clients = 10_000

    @Option(help: "Topics; each client follows one.")
    var topics = 100

    @Option(help: "Events published a second.")
    var rate = 50.0

    @Option(help: "Bytes of an event, about.")
    var size = 400

    func validate() throws {
        try OptionRule.check("clients", clients, in: 1...1_000_000)
        try OptionRule.check("topics", topics, in: 1...100_000)
        try OptionRule.check("rate", rate, upTo: 100_000)
        try OptionRule.check("size", size, in: 200...32_768)
    }

    func run() async throws {
        try await cluster.withCluster { cluster in
            try await ScenarioRunner(options: options).run { try await prepare(cluster, $0) }
        }
    }

    private func prepare(_ cluster: LocalCluster, _ loop: EventLoop) async throws -> PreparedRun {
        let target = cluster.target
        let names = FreshTopics.lossless(topics)
        let seconds = RollingRestart.seconds(
            nodes: cluster.nodes.count, drainSeconds: cluster.plan.drainSeconds)
        var plan = RunPlan("rolling-restart", on: target)
        var clients = try await fleet.fleet(clients, of: names, perClient: 1, on: target)
        clients.failsOver = true
        plan.fleets = [clients]
        plan.auditToken = clients.tokens.first
        plan.loadSeconds = seconds
        plan.grace = 45
        plan.expectsBreaks = true
        plan.settings =
            [
                .init("clients", "\(self.clients)"), .init("topics", "\(topics)"),
                .init("rate", rate), .init("size", "\(size)"),
            ] + self.cluster.settings
        let publish = Publisher.Plan(
            topics: names, rate: rate, seconds: seconds, size: size, door: .ingress)
        return PreparedRun(
            plan: plan,
            sources: [
                try PublishOptions.publisher(publish, for: target, on: loop),
                RollingRestart(
                    of: cluster.nodes, drainSeconds: cluster.plan.drainSeconds, on: loop),
            ])
    }
}
