import ArgumentParser

/// `loadtest run fanout`: one topic with many subscribers.
struct FanoutScenario: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fanout",
        abstract: "Many subscribers of one topic, and events published through Redis.",
        discussion: """
            Events go the whole way: Redis stream, PostgreSQL, log, hub, frame. With --ephemeral \
            they take the channel of events that are delivered at most once.
            """)

    @OptionGroup var target: TargetOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var publishing: PublishOptions
    @OptionGroup var options: RunOptions

    @Option(help: "Subscribers.")
    var clients = 1_000

    @Flag(help: "Publish on the channel of ephemeral events; only their arrival is counted.")
    var ephemeral = false

    func validate() throws {
        try OptionRule.check("clients", clients, in: 1...1_000_000)
    }

    func run() async throws {
        let target = try await target.target()
        let topics = FreshTopics.lossless(1)
        var plan = RunPlan("fanout", on: target)
        plan.fleets = [try await fleet.fleet(clients, of: topics, perClient: 1, on: target)]
        plan.auditToken = plan.fleets[0].tokens.first
        plan.loadSeconds = publishing.duration.value
        plan.settings =
            [.init("clients", "\(clients)")] + publishing.settings
            + [.init("ephemeral", "\(ephemeral)"), .init("processes", "\(options.processes)")]
        let publish = publishing.plan(on: topics, via: ephemeral ? .ephemeral : .ingress)
        if ephemeral { plan.expectedFrames = clients * publish.count }
        try await ScenarioRunner(options: options).run(plan) { _, loop in
            [try PublishOptions.publisher(publish, for: target, on: loop)]
        }
    }
}
