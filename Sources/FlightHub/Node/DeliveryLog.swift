import Delivery
import Events
import Logging
import Synchronization

/// Log lines about the way of events, one for each change and none for each event.
enum DeliveryLog {
    /// What the sequencer has to say; the same failure is told once until something else happens.
    static func sequencer() -> @Sendable (SequencerEvent) -> Void {
        let logger = Logger(label: "sequencer")
        let last = Mutex<SequencerEvent?>(nil)
        return { event in
            let isNew = last.withLock { last in
                defer { last = event }
                return last != event
            }
            guard isNew else { return }
            switch event {
            case .leaseTaken: logger.info("this node gives events their order")
            case .leaseGone: logger.warning("this node does not hold the lease any more")
            case .epochBegins(let epoch, let reason):
                logger.warning("a new epoch begins after \(epoch): \(reason)")
            case .superseded(let epoch):
                logger.error(
                    """
                    the database is of an older history than \(epoch), which lives: it was replaced, \
                    and this node stands aside
                    """)
            case .logFailed(let failure): logger.warning("the log failed: \(failure)")
            case .storeFailed: logger.warning("the database failed")
            }
        }
    }

    /// Passes the reader's notices on, and says when the node becomes stale or fresh.
    static func reader(
        _ next: @escaping @Sendable ([LogReader.Notice]) -> Void
    ) -> @Sendable ([LogReader.Notice]) -> Void {
        let logger = Logger(label: "reader")
        return { notices in
            for notice in notices {
                switch notice {
                case .restarted(let cursor, _, let reason):
                    logger.info("at \(cursor): \(reason)")
                case .fresh: logger.info("up to date")
                case .stale(let reason): logger.warning("stale: \(reason)")
                case .entries: break
                }
            }
            next(notices)
        }
    }
}
