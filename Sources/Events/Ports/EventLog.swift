/// Says: everything committed before the step that wrote it is at or below `head`.
package struct Watermark: Sendable, Equatable {
    /// The history that `head` is in.
    package let epoch: Epoch
    /// The last sequenced event at that step.
    package let head: Int64
    /// Differs with every write; a node that sees it change knows that the holder lives.
    package let beat: Int64

    /// A watermark of one step.
    package init(epoch: Epoch, head: Int64, beat: Int64) {
        self.epoch = epoch
        self.head = head
        self.beat = beat
    }
}

/// The end of a log: whatever comes is above it.
package struct LogEnd: Sendable, Equatable {
    /// The highest seq that the log has had.
    package let seq: Int64
    /// The identity of the event there; nil when somebody took the entry out.
    package let identity: String?

    /// The end of a log.
    package init(seq: Int64, identity: String?) {
        self.seq = seq
        self.identity = identity
    }
}

/// The furthest event that a node has delivered of a history: it was committed.
package struct DeliveredEnd: Sendable, Equatable {
    /// The history.
    package let epoch: Epoch
    /// Its seq.
    package let seq: Int64
    /// The identity of the event there; nil when the node began behind it.
    package let identity: String?

    /// The end of what a node delivered.
    package init(epoch: Epoch, seq: Int64, identity: String?) {
        self.epoch = epoch
        self.seq = seq
        self.identity = identity
    }
}

/// Why the log did not do what was asked.
package enum LogFailure: Error, Equatable, Sendable {
    /// No connection, or no answer in time; whether a write happened is unknown.
    case unavailable
    /// The log takes no writes now (full, read-only, failing disk).
    case refused(String)
    /// The log has an entry at or above that seq already.
    case notAboveEnd
    /// The log has this watermark, of a newer history; it stays.
    case superseded(by: Watermark)
}

/// The writing end of the log that every node tails; a Redis stream for each epoch.
package protocol EventLogWriter: Sendable {
    /// The end of the log of `epoch`; nil when there never was an entry.
    func end(of epoch: Epoch) async throws(LogFailure) -> LogEnd?

    /// Appends `entries`, in ascending seq. After a failure some of them may have been written, in
    /// order and from the first on.
    func append(_ entries: [LogEntry], to epoch: Epoch) async throws(LogFailure)

    /// Replaces the watermark, unless that one is of a higher generation and not `rival`: then throws
    /// `superseded`, and changes nothing.
    func write(_ watermark: Watermark, over rival: Watermark?) async throws(LogFailure)
}

/// The reading end of the log.
package protocol EventLogReader: Sendable {
    /// The entries after `seq`, in ascending order, at most `limit`; waits about `wait`, which is a
    /// second at the most, for the first and returns none when nothing came. Never takes longer
    /// than two seconds.
    func entries(
        of epoch: Epoch, after seq: Int64, limit: Int, wait: Duration
    ) async throws(LogFailure) -> [LogEntry]

    /// The watermark; nil when there is none. Never takes longer than a second.
    func watermark() async throws(LogFailure) -> Watermark?

    /// Drops the connections, so that the next call makes new ones.
    func reconnect() async
}
