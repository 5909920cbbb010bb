import API
import Delivery
import Store
import Synchronization

/// Whether the node can serve, from what its parts know.
final class NodeReadiness: ReadinessSource {
    private let node: String
    private let database: Database
    private let reader: LogReaderDriver
    private let sequencer: SequencerDriver
    private let isDraining = Atomic(false)

    init(
        node: String, database: Database, reader: LogReaderDriver, sequencer: SequencerDriver
    ) {
        self.node = node
        self.database = database
        self.reader = reader
        self.sequencer = sequencer
    }

    /// From now on the node is not ready: balancers look elsewhere.
    func beginDraining() {
        isDraining.store(true, ordering: .relaxed)
    }

    var isDatabaseReplaced: Bool { reader.isSuperseded || sequencer.isSuperseded }

    func readiness() async -> Readiness {
        var reasons: [Readiness.Reason] = []
        if isDraining.load(ordering: .relaxed) {
            reasons.append(.init(code: "draining", message: "the node is going away"))
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
        if let reason = await reader.staleReason {
            reasons.append(.init(code: "stale", message: reason))
        }
        return Readiness(node: node, version: Version.current, reasons: reasons)
    }
}
