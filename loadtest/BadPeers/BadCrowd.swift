import LiveClient
import Net

/// Crowds of bad peers, a kind at a time, beside the clients that behave. *(its own loop)*
///
/// First there is none, for the times to compare with.
actor BadCrowd: LoadSource {
    /// Who misbehaves, and for how long.
    struct Plan: Sendable {
        var misdeeds: [Misdeed]
        /// Peers of each kind; some kinds come in greater numbers.
        var peers: Int
        /// Seconds without bad peers, and with each kind.
        var seconds: Double
        var url: ServerURL
        /// Where those connect who change the keys of TLS.
        var secure: FleetPlan.Secure?
        /// Tokens for WebSockets, one a peer, and the first reads `/metrics` too.
        var tokens: [String]

        /// Frames are known of up to a second after they came: so long a crowd has been there
        /// before its time is taken, and stays after it.
        static let margin = 1.2

        /// How long all of it takes.
        var totalSeconds: Double {
            (seconds + 2 * Self.margin) * Double(misdeeds.count + 1)
        }

        /// The most connections at once.
        var connectionLimit: Int { peers * (misdeeds.map(\.crowding).max() ?? 1) }
    }

    private let plan: Plan
    private let loop: EventLoop
    private let address: SocketAddress
    private let secureDoor: (address: SocketAddress, tls: TLSDestination)?
    private let metrics: RESTClient
    private var peers: [BadPeer] = []
    private var current: RunPhase?
    private var figures: [RunReport.Figure] = []
    private var failures: [RunReport.Failure] = []

    /// Peers that begin to connect in one beat.
    private static let newcomers = 100

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(_ plan: Plan) throws {
        self.plan = plan
        loop = try EventLoop(name: "bad-peers")
        loop.start()
        address = try plan.url.resolve()
        secureDoor = try plan.secure.flatMap { secure in
            guard let url = ServerURL(parsing: secure.url) else { return nil }
            return try url.destination(secure.client()).map { (try url.resolve(), $0) }
        }
        metrics = RESTClient(to: address, host: plan.url.authority, on: loop)
    }

    deinit { loop.stop() }

    func run() async {
        await spend(RunPhase(name: "alone", label: "nobody misbehaving"))
        for misdeed in plan.misdeeds { await spend(misdeed) }
        metrics.close()
    }

    private func spend(_ misdeed: Misdeed) async {
        let before = await page()
        peers = (0..<plan.peers * misdeed.crowding).map { number in
            let door = misdeed.changesKeys ? secureDoor : nil
            return BadPeer(
                misdeed, to: door?.address ?? address, host: plan.url.authority,
                from: source(of: number), token: plan.tokens[number % plan.tokens.count],
                tls: door?.tls, on: loop)
        }
        beat()
        await spend(RunPhase(name: misdeed.name, label: misdeed.label))
        report(misdeed, before, await page())
        for peer in peers { peer.stop() }
        peers = []
    }

    private func spend(_ phase: RunPhase) async {
        await pause(Plan.margin)
        current = phase
        await pause(plan.seconds)
        current = nil
        await pause(Plan.margin)
    }

    private func pause(_ seconds: Double) async {
        try? await loop.sleep(for: .seconds(1) * seconds)
    }

    /// Ten times a second while there is a crowd; it comes over the first beats.
    private func beat(_ number: Int = 1) {
        guard !peers.isEmpty else { return }
        for peer in peers.prefix(number * Self.newcomers) { peer.beat() }
        loop.after(.milliseconds(100)) {
            self.assumeIsolated { $0.beat(number + 1) }
        }
    }

    /// An address of their own in 127.0.0.0/8, above those of the clients that behave.
    private func source(of number: Int) -> SocketAddress? {
        SocketAddress(
            numeric: "127.200.\((number >> 8) & 255).\(number & 255)", port: 0)
    }

    /// What the hub has counted so far; nil when it does not say.
    private func page() async -> MetricsPage? {
        try? await HubMetrics(client: metrics, token: plan.tokens[0]).page()
    }

    private func report(_ misdeed: Misdeed, _ before: MetricsPage?, _ after: MetricsPage?) {
        let refused = peers.reduce(0) { $0 + $1.failures }
        if refused > 0 {
            failures.append(
                .init(reason: "connections that failed: \(misdeed.label)", count: refused))
        }
        guard let before, let after else {
            failures.append(.init(reason: "/metrics could not be read", count: 1))
            return
        }
        let count = after.sum(misdeed.series) - before.sum(misdeed.series)
        figures.append(
            RunReport.Figure(
                name: misdeed.name + "Counted",
                label: misdeed.series.joined(separator: " + "), value: count, unit: ""))
        if count == 0 {
            failures.append(
                .init(
                    reason: "the hub ended nobody: \(misdeed.label) (are its timeouts longer than "
                        + "--phase?)", count: 1))
        }
    }

    func phase() -> RunPhase? { current }

    func takeSample() -> LoadSample { LoadSample(errors: failures.count) }

    func outcome() -> LoadOutcome {
        LoadOutcome(figures: figures, failures: failures)
    }
}
