import Accounts
import CLinux
import Delivery
import Events
import Gateway
import Logging
import Net

/// A running node: its loops, and everything that lives on them.
struct Node: Sendable {
    /// Where it listens.
    let listening: Listening
    /// Where it listens for TLS.
    let secure: Listening?
    /// The port that it listens on; 0 when it has only a socket file.
    var port: UInt16 { listening.port ?? 0 }
    private let parts: NodeParts
    private let runs: [Task<Void, Never>]
    private let logger = Logger(label: "node")

    /// How long a starting node waits for its place in the history; it has spoken to the database
    /// before, so more than a restart of that is a fault.
    private static let patience = Duration.seconds(30)

    /// Connects, finds its place in the history, and serves.
    ///
    /// Throws a `CommandFailure` of one line for what an operator can mend.
    static func start(_ settings: Settings) async throws -> Node {
        let parts = try await Composition.parts(settings)
        let following = [
            Task(executorPreference: parts.home) { await parts.reader.run() },
            Task(executorPreference: parts.home) { await parts.sequencer.run() },
        ]
        do {
            return try await Node(serving: parts, following, settings)
        } catch {
            // What ends with the loops alone never ends, and holds everything.
            await parts.sequencer.stop()
            await parts.reader.stop()
            for run in following { await run.value }
            await parts.stop()
            throw error
        }
    }

    private init(
        serving parts: NodeParts, _ following: [Task<Void, Never>], _ settings: Settings
    ) async throws {
        self.parts = parts
        guard await parts.located.wait(atMost: Self.patience, on: parts.home) else {
            throw CommandFailure(
                .unavailable,
                "the database stopped answering while the node looked for its place in the history")
        }
        try await parts.authentication.loadRevokedSessions(at: WallClock.now())
        // Starting ran more code than serving does.
        clinux_release_text()
        listening = try await parts.gateway.listen(on: settings.places)
        if let tls = settings.tls {
            secure = try await parts.gateway.listen(
                on: [.tcp(hosts: settings.hosts, port: settings.tlsPort)], tls: tls)
            CertificateReload(tls).warn()
        } else {
            secure = nil
        }
        if let adminPort = settings.adminPort {
            let hosts = settings.hosts.isEmpty ? ["127.0.0.1"] : settings.hosts
            let places = try await parts.operators.listen(
                on: [.tcp(hosts: hosts, port: adminPort)]
            ).places
            logger.info("health and metrics on \(places.joined(separator: ", "))")
        }
        runs =
            following + [
                Task(executorPreference: parts.home) { await parts.jobs.run() },
                Task(executorPreference: parts.home) { await parts.intake.run() },
            ]
        logger.info("listening on \(places.joined(separator: ", "))")
    }

    /// Every place where it listens, for people.
    var places: [String] { listening.places + (secure?.places ?? []).map { "\($0) (TLS)" } }

    /// Waits until the node is up to date, for as long as that takes at the most.
    func waitUntilFresh(atMost limit: Duration) async {
        let end = MonotonicTime.now + limit
        while MonotonicTime.now < end, await parts.readiness.staleReason != nil {
            try? await parts.home.sleep(for: .milliseconds(20))
        }
    }

    /// The numbers of its door, and whether what it shows is up to date.
    func report() async -> (door: GatewayReport, isFresh: Bool) {
        (await parts.gateway.report(), await parts.readiness.staleReason == nil)
    }

    /// The loops that everything lives on.
    var loops: [EventLoop] { parts.loops }

    /// Hands the lease over, lets every client go at its own time, then ends everything.
    func drain() async {
        logger.info("going away: no connection is taken any more, and every client is sent away")
        listening.removeFiles()
        parts.readiness.beginDraining()
        await parts.jobs.stop()
        await parts.intake.stop()
        await parts.sequencer.stop()
        await parts.gateway.drain()
        await parts.reader.stop()
        await parts.closeRelay()
        for run in runs { await run.value }
        await parts.stop()
        logger.info("ended")
    }
}
