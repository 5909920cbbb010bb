import Accounts
import Delivery
import Events
import Gateway
import Logging
import Net

/// A running node: its loops, and everything that lives on them.
struct Node: Sendable {
    /// The port that it listens on.
    let port: UInt16
    /// The port for TLS, if there is one.
    let tlsPort: UInt16?
    private let parts: NodeParts
    private let runs: [Task<Void, Never>]
    private let logger = Logger(label: "node")

    /// Connects, finds its place in the history, and serves.
    ///
    /// Throws a `CommandFailure` of one line for what an operator can mend.
    static func start(_ settings: Settings) async throws -> Node {
        let parts = try await Composition.parts(settings)
        do {
            return try await Node(serving: parts, settings)
        } catch {
            await parts.stop()
            throw error
        }
    }

    private init(serving parts: NodeParts, _ settings: Settings) async throws {
        self.parts = parts
        var runs = [
            Task(executorPreference: parts.home) { await parts.reader.run() },
            Task(executorPreference: parts.home) { await parts.sequencer.run() },
        ]
        await parts.located.wait()
        try await parts.authentication.loadRevokedSessions(at: WallClock.now())
        port = try await parts.gateway.listen(host: settings.host, port: settings.port)
        if let tls = settings.tls {
            let port = try await parts.gateway.listen(
                host: settings.host, port: settings.tlsPort, tls: tls)
            CertificateReload(tls).warn()
            logger.info("TLS on \(settings.host):\(port)")
            tlsPort = port
        } else {
            tlsPort = nil
        }
        if let adminPort = settings.adminPort {
            let port = try await parts.operators.listen(host: settings.host, port: adminPort)
            logger.info("health and metrics on \(settings.host):\(port)")
        }
        runs.append(Task(executorPreference: parts.home) { await parts.jobs.run() })
        runs.append(Task(executorPreference: parts.home) { await parts.intake.run() })
        self.runs = runs
        logger.info("listening on \(settings.host):\(port)")
    }

    /// Waits until the node is up to date, for as long as that takes at the most.
    func waitUntilFresh(atMost limit: Duration) async {
        let end = MonotonicTime.now + limit
        while MonotonicTime.now < end, await parts.reader.staleReason != nil {
            try? await parts.home.sleep(for: .milliseconds(20))
        }
    }

    /// Hands the lease over, lets every client go at its own time, then ends everything.
    func drain() async {
        parts.readiness.beginDraining()
        await parts.jobs.stop()
        await parts.intake.stop()
        await parts.sequencer.stop()
        await parts.gateway.drain()
        await parts.reader.stop()
        await parts.closeRelay()
        for run in runs { await run.value }
        await parts.stop()
    }
}
