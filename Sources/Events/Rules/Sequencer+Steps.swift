/// What goes into the rules, and what comes out.
extension Sequencer {
    /// What the driver does next; each has its outcomes among the inputs.
    package enum Action: Sendable, Equatable {
        /// Outcomes: `leaseGranted`, `leaseHeldElsewhere`, `storeFailed`.
        case acquireLease
        /// Compare the furthest event that this node delivered with the one recorded there. Outcomes:
        /// `remembered`, `storeFailed`.
        case inspectMemory(Epoch)
        /// Outcomes: `stepped`, `leaseLost`, `storeFailed`.
        case step(limit: Int)
        /// Compare the log's end with the event recorded there. Outcomes: `inspected`,
        /// `logFailed`, `storeFailed`.
        case inspectLog(Epoch)
        /// Outcomes: `published`, `historyMoved`, `logFailed`, `storeFailed`.
        case publish(Epoch, after: Int64, limit: Int)
        /// Outcomes: `leaseGranted`, `leaseLost`, `storeFailed`.
        case beginEpoch(after: Epoch, reason: String)
        /// Also over a watermark of a higher generation, if it is this one. Outcomes:
        /// `watermarkWritten`, `logFailed`.
        case writeWatermark(Watermark, over: Watermark?)
        /// Outcome: `leaseReleased`.
        case releaseLease
        /// Drop the connections to the database. Outcome: `woken`.
        case renewStore
        /// So long, whoever wakes the driver. Outcome: `rested`.
        case rest(Duration)
        /// Until somebody wakes the driver, or so long. Outcome: `woken`.
        case wait(Duration)
    }

    /// What came of the last action.
    package enum Input: Sendable, Equatable {
        case started
        case leaseGranted(LeaseGrant)
        case leaseHeldElsewhere
        case leaseLost
        case leaseReleased
        case storeFailed
        /// What this node delivered of the history, nil when it delivered nothing, and the identity
        /// that the history has at that seq.
        case remembered(DeliveredEnd?, recorded: String?)
        case stepped(SequencingStep)
        /// The log's end, and the identity that the history has at that seq.
        case inspected(end: LogEnd?, recorded: String?)
        case published(through: Int64)
        /// The history that was to be published is of another epoch.
        case historyMoved
        case logFailed(LogFailure)
        case watermarkWritten
        case rested
        case woken
    }
}
