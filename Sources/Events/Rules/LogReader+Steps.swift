/// What goes into the rules, and what comes out.
extension LogReader {
    /// What the driver does next; each has its outcomes among the inputs.
    package enum Action: Sendable, Equatable {
        /// Find the history's head. Outcomes: `located`, `historyFailed`.
        case locate
        /// Outcomes: `tailed`, `logFailed`.
        case tail(Epoch, after: Int64, limit: Int, wait: Duration)
        /// Outcomes: `watermark`, `logFailed`.
        case readWatermark
        /// Outcomes: `history`, `historyFailed`.
        case readHistory(after: Int64, limit: Int)
        /// Drop the connections to the database, which is of an older history than the log: they may
        /// lead to a primary that was replaced. Outcome: `woken`.
        case renewHistory
        /// Drop the log's connections and go on at once. Outcome: `woken`.
        case reconnectLog
        /// Outcome: `woken`.
        case wait(Duration)
    }

    /// What came of the last action.
    package enum Input: Sendable, Equatable {
        case started
        case located(HistoryHead)
        case tailed([LogEntry])
        case watermark(Watermark?)
        case history(HistoryPage)
        case historyFailed
        case logFailed
        case woken
    }

    /// What subscribers must hear of, in this order with the deliveries.
    package enum Notice: Sendable, Equatable {
        /// The node begins, or begins again, at this cursor: what was held before it is void.
        case restarted(at: Cursor, floor: Int64, reason: String)
        /// These entries follow the position without a hole.
        case entries([LogEntry])
        /// The node is up to date.
        case fresh
        /// The node may be out of date, why, and for how long already.
        case stale(reason: String, lasting: Duration)
    }

    /// Notices for the subscribers, then the next action.
    package struct Reaction: Sendable, Equatable {
        /// In order; none when nothing is new.
        package var notices: [Notice]
        /// What the driver does next.
        package var action: Action
    }
}
