import ArgumentParser
import LiveClient
import Net

/// `loadtest run fanout`: one topic with many subscribers.
struct FanoutScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "fanout",
        abstract: "Many subscribers of one topic, and events published through Redis.",
        discussion: """
            Events go the whole way: Redis stream, PostgreSQL, log, hub, frame. With --ephemeral \
            they take the channel of events that are delivered at most once.
            """)

    @OptionGroup var hub: TargetOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var publishing: PublishOptions
    @OptionGroup var options: RunOptions

    @Option(help: "Subscribers.")
    var clients = 1_000

    @Option(
        help: "The topic, so that other clients can follow it too (default: one of nobody else).")
    var topic: String?

    @Flag(help: "Publish on the channel of ephemeral events; only their arrival is counted.")
    var ephemeral = false

    @Option(
        help: "What is at --url: the hub, or a server that sends each text to all its clients.")
    var target = TargetKind.hub

    @Option(
        help: ArgumentHelp(
            "Where a ws-broadcast server takes messages by POST; without it a client sends them.",
            valueName: "address"))
    var post: String?

    func validate() throws {
        try OptionRule.check("clients", clients, in: 1...1_000_000)
        guard target == .wsBroadcast else {
            if post != nil { throw ValidationError("--post needs --target ws-broadcast") }
            return
        }
        if hub.url == nil { throw ValidationError("--target ws-broadcast needs --url") }
        if ephemeral { throw ValidationError("--ephemeral is of the hub, not of ws-broadcast") }
        if let post, ServerURL(parsing: post) == nil {
            throw ValidationError("--post must be http://HOST:PORT/PATH, not \(post)")
        }
    }

    func run() async throws {
        switch target {
        case .hub:
            let target = try await hub.target()
            try await ScenarioRunner(options: options).run { try await prepare(on: target, $0) }
        case .wsBroadcast: try await runOnBroadcast()
        }
    }

    func prepare(on target: HubTarget, _ loop: EventLoop) async throws -> PreparedRun {
        let topics = topic.map { [$0] } ?? FreshTopics.lossless(1)
        var plan = RunPlan("fanout", on: target)
        plan.fleets = [try await fleet.fleet(clients, of: topics, perClient: 1, on: target)]
        plan.auditToken = plan.fleets[0].tokens.first
        plan.loadSeconds = publishing.duration.value
        plan.settings = settings + [.init("ephemeral", "\(ephemeral)")]
        let publish = publishing.plan(on: topics, via: ephemeral ? .ephemeral : .ingress)
        if ephemeral { plan.expectedFrames = clients * publish.count }
        return PreparedRun(
            plan: plan,
            sources: [try PublishOptions.publisher(publish, for: target, on: loop)])
    }

    private func runOnBroadcast() async throws {
        guard let url = hub.url.flatMap({ ServerURL(parsing: $0) }), let address = hub.url else {
            return
        }
        var plan = RunPlan("fanout", on: address, serverPID: hub.serverPID)
        var group = FleetPlan(url: address, clients: clients, connectRate: fleet.connectRate)
        group.kind = .broadcast
        group.topics = ["broadcast"]
        group.perClient = 1
        group.spreadsAddresses = fleet.spreadAddresses && url.isLoopback
        plan.fleets = [group]
        plan.loadSeconds = publishing.duration.value
        plan.settings = settings + [.init("target", target.rawValue)]
        let load = BroadcastLoad.Plan(
            url: url, post: post.flatMap { ServerURL(parsing: $0) }, rate: publishing.rate,
            seconds: publishing.duration.value, size: publishing.size)
        try await ScenarioRunner(options: options).run { loop in
            PreparedRun(plan: plan, sources: [BroadcastLoad(load, on: loop)])
        }
    }

    private var settings: [RunReport.Setting] {
        [.init("clients", "\(clients)")] + publishing.settings
            + [.init("processes", "\(options.processes)")]
    }
}

/// What a fan-out is measured on.
enum TargetKind: String, ExpressibleByArgument, CaseIterable {
    case hub
    case wsBroadcast = "ws-broadcast"
}
