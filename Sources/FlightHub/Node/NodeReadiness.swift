import API
import Delivery
import Events
import Relay
import Store
import Synchronization

/// Whether the node can serve, from what its parts know.
final class NodeReadiness: ReadinessSource {
    private let node: String
    private let database: Database
    private let reader: LogReaderDriver
    private let isReplaced: @Sendable () -> Bool
    private let standingLoop: @Sendable () -> StandingLoop?
    /// The loop whose clients see what is out of date, and for how long.
    private let loopBehind: @Sendable () -> (name: String, wait: Duration)?
    private let ingressTrouble: @Sendable () async -> IngressTrouble?
    /// Where Redis is, without a password.
    private let redis: String
    private let isDraining = Atomic(false)
    private let hasLostListener = Atomic(false)

    init(
        node: String, database: Database, reader: LogReaderDriver,
        redis: String,
        isReplaced: @escaping @Sendable () -> Bool = { false },
        standingLoop: @escaping @Sendable () -> StandingLoop? = { nil },
        loopBehind: @escaping @Sendable () -> (name: String, wait: Duration)? = { nil },
        ingressTrouble: @escaping @Sendable () async -> IngressTrouble? = { nil }
    ) {
        self.node = node
        self.standingLoop = standingLoop
        self.database = database
        self.reader = reader
        self.isReplaced = isReplaced
        self.loopBehind = loopBehind
        self.ingressTrouble = ingressTrouble
        self.redis = redis
    }

    /// From now on the node is not ready: balancers look elsewhere.
    func beginDraining() {
        isDraining.store(true, ordering: .relaxed)
    }

    /// From now on the node is not ready: there is a place where nobody can come to it.
    func lostListener() {
        hasLostListener.store(true, ordering: .relaxed)
    }

    var isDatabaseReplaced: Bool { isReplaced() }

    func readiness() async -> Readiness {
        var reasons: [Readiness.Reason] = []
        if isDraining.load(ordering: .relaxed) {
            reasons.append(.init(code: "draining", message: "the node is going away"))
        }
        if hasLostListener.load(ordering: .relaxed) {
            reasons.append(
                .init(
                    code: "listener_failed",
                    message: "nobody is accepted at one of the node's places; restart it"))
        }
        if let loop = standingLoop() {
            let message = "\(loop.name) has been busy for \(loop.time.components.seconds) s"
            reasons.append(.init(code: "stale", message: message))
            return Readiness(node: node, version: Version.current, reasons: reasons)
        }
        if await !database.isHealthy {
            reasons.append(
                .init(code: "database_unavailable", message: "PostgreSQL does not answer"))
        }
        if isDatabaseReplaced {
            reasons.append(
                .init(
                    code: "database_replaced",
                    message: "another database has a newer history; this one was left behind"))
        }
        if let stale = await staleReason {
            reasons.append(.init(code: "stale", message: stale))
            // A failure that is over before the node is stale keeps nobody from being served.
            if let failure = await reader.logFailure { reasons.append(reason(of: failure)) }
        }
        if let trouble = await ingressTrouble() {
            reasons.append(
                .init(
                    code: "ingress_unavailable",
                    message: "events of other services are not taken: \(trouble.words(at: redis))"))
        }
        return Readiness(node: node, version: Version.current, reasons: reasons)
    }

    /// Why what clients see may be out of date; nil when it is not, on any loop.
    var staleReason: String? {
        get async {
            if let reason = await reader.staleReason { return reason }
            return loopBehind().map { loop in
                "\(loop.name) has not taken what came \(loop.wait.components.seconds) s ago"
            }
        }
    }

    private func reason(of failure: LogFailure) -> Readiness.Reason {
        .init(code: "redis_unavailable", message: failure.words(at: redis))
    }
}
