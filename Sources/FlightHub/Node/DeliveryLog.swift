import Delivery
import Events
import Logging
import Net
import Relay
import Synchronization

/// Log lines about the way of events, one for each change and none for each event.
struct DeliveryLog: Sendable {
    /// Where Redis is, without a password.
    let redis: String
    var second: @Sendable () -> UInt64 = { MonotonicTime.now.nanoseconds / 1_000_000_000 }

    /// What the sequencer has to say; the same failure is told once until something else happens,
    /// such as its end.
    func sequencer(
        _ logger: Logger = Logger(label: "sequencer")
    ) -> @Sendable (SequencerEvent) -> Void {
        let last = Mutex<SequencerEvent?>(nil)
        let write = limited(logger)
        return { event in
            let isNew = last.withLock { last in
                defer { last = event }
                return last != event
            }
            guard isNew else { return }
            switch event {
            case .leaseTaken: write(.info, "this node gives events their order")
            case .leaseGone: write(.warning, "this node does not hold the lease any more")
            case .epochBegins(let epoch, let reason):
                write(.warning, "a new epoch begins after \(epoch): \(reason)")
            case .superseded(let epoch):
                write(
                    .error,
                    """
                    the database is of an older history than \(epoch), which lives: it was replaced, \
                    and this node stands aside
                    """)
            case .logFailed(let failure): write(.warning, failure.words(at: redis))
            case .logWorks: write(.info, "Redis at \(redis) takes events again")
            case .storeFailed(.refused):
                write(.error, "PostgreSQL refused a step: no event gets its place")
            case .storeFailed:
                write(.warning, "PostgreSQL does not answer: no event gets its place")
            case .storeWorks: write(.info, "PostgreSQL answers again")
            }
        }
    }

    /// Says why the log cannot be read, and when it can be again.
    func reading(
        _ logger: Logger = Logger(label: "reader")
    ) -> @Sendable (LogFailure?) -> Void {
        changes(logger, over: "Redis at \(redis) answers again") { $0.words(at: redis) }
    }

    /// Says why nothing is taken from the ingress, and when that is over.
    func ingress(
        _ logger: Logger = Logger(label: "ingress")
    ) -> @Sendable (IngressTrouble?) -> Void {
        changes(logger, over: "the ingress is taken again") {
            "nothing is taken from the ingress: \($0.words(at: redis))"
        }
    }

    /// A line for each trouble, and another when it is over.
    private func changes<Trouble>(
        _ logger: Logger, over: String, words: @escaping @Sendable (Trouble) -> String
    ) -> @Sendable (Trouble?) -> Void {
        let write = limited(logger)
        return { trouble in
            if let trouble { write(.warning, words(trouble)) } else { write(.info, over) }
        }
    }

    /// Two failures may take turns: each is written once a second at the most.
    private func limited(_ logger: Logger) -> @Sendable (Logger.Level, String) -> Void {
        let repeats = Mutex(RepeatedLines())
        return { level, line in
            let second = second()
            guard repeats.withLock({ $0.admit(line, second) }) != nil else { return }
            logger.log(level: level, "\(line)")
        }
    }

    /// Passes the reader's notices on, and says when the node becomes stale or fresh.
    func notices(
        _ next: @escaping @Sendable ([LogReader.Notice]) -> Void
    ) -> @Sendable ([LogReader.Notice]) -> Void {
        let logger = Logger(label: "reader")
        return { notices in
            for notice in notices {
                switch notice {
                case .restarted(let cursor, _, let reason):
                    logger.info("at \(cursor): \(reason)")
                case .fresh: logger.info("up to date")
                case .stale(let reason, _): logger.warning("stale: \(reason)")
                case .entries: break
                }
            }
            next(notices)
        }
    }
}
