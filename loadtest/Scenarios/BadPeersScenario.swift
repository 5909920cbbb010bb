import Accounts
import ArgumentParser
import LiveClient
import Net

/// `loadtest run bad-peers`: crowds that misbehave, one kind after another.
struct BadPeersScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "bad-peers",
        abstract: "Crowds of bad peers, a kind at a time; the clients that behave must not notice.",
        discussion: """
            The report compares the times of those that behave while nobody misbehaves with those \
            during each crowd, and says which of the hub's metrics counted it. Only for a hub on \
            this machine, whose HEAD_TIMEOUT, BODY_TIMEOUT, WRITE_TIMEOUT and CLOSE_TIMEOUT must be \
            shorter than --phase to be seen; `make loadtest` sees to it. With --tls there also is a \
            crowd that changes its keys on and on.
            """)

    @OptionGroup var target: TargetOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var options: RunOptions

    @Option(help: "Clients that behave.")
    var clients = 50

    @Option(help: "Bad peers of each kind; five times as many for handshakes that never end.")
    var peers = 200

    @Option(help: "Events published a second.")
    var rate = 50.0

    @Option(help: "Bytes of an event, about: who does not read must fill its socket.")
    var size = 16_000

    @Option(help: "How long times are taken without bad peers, and with each kind.")
    var phase = Seconds(4)

    func validate() throws {
        try OptionRule.check("clients", clients, in: 1...100_000)
        try OptionRule.check("peers", peers, in: 1...2_000)
        try OptionRule.check("rate", rate, upTo: 10_000)
        try OptionRule.check("size", size, in: 200...32_768)
        guard (1...600).contains(phase.value) else {
            throw ValidationError("--phase must be 1 s to 10 minutes")
        }
    }

    func run() async throws {
        let target = try await target.target()
        guard target.url.isLoopback else {
            throw ValidationError("bad-peers is for a hub on this machine: --url in 127.0.0.0/8")
        }
        try await ScenarioRunner(options: options).run { try await prepare(on: target, $0) }
    }

    func prepare(on target: HubTarget, _ loop: EventLoop) async throws -> PreparedRun {
        let topics = FreshTopics.lossless(1)
        var plan = RunPlan("bad-peers", on: target)
        plan.fleets = [try await fleet.fleet(clients, of: topics, perClient: 1, on: target)]
        let secure = plan.fleets[0].secure
        let crowd = BadCrowd.Plan(
            misdeeds: Misdeed.all(following: topics[0]) + (secure == nil ? [] : [.keyUpdates]),
            peers: peers, seconds: phase.value, url: target.url, secure: secure,
            tokens: try await target.tokens.tokens(count: peers, as: .admin))
        plan.auditToken = plan.fleets[0].tokens.first
        plan.loadSeconds = crowd.totalSeconds
        plan.otherDescriptors = crowd.connectionLimit
        plan.settings = [
            .init("clients", "\(clients)"), .init("peers", "\(peers)"), .init("rate", rate),
            .init("size", "\(size)"), .init("phase", phase.description),
        ]
        let publish = Publisher.Plan(
            topics: topics, rate: rate, seconds: crowd.totalSeconds, size: size, door: .ingress)
        return PreparedRun(
            plan: plan,
            sources: [
                try PublishOptions.publisher(publish, for: target, on: loop), try BadCrowd(crowd),
            ])
    }
}
