import Events

/// What was handed to a loop and it has not taken yet: events in order, and ephemeral ones.
///
/// Pure. It is bounded, whatever the loop does. A loop that is further behind than the bound begins
/// again at the newest event, as a node does behind a hole: each of its subscriptions ends in a
/// snapshot or a reset. Of ephemeral events, which are delivered at most once, the older half makes
/// room.
package struct Feed: Sendable {
    /// What a loop takes in one go.
    package struct Portion: Sendable {
        /// What the log reader found, in order.
        package fileprivate(set) var batches: [FeedBatch] = []
        /// Events without a place in the order.
        package fileprivate(set) var ephemeral: [EphemeralEvent] = []
        /// Whether there is nothing more.
        package fileprivate(set) var isLast = true
    }

    private let limits: FeedLimits
    private var batches: [FeedBatch] = []
    private var entries = 0
    private var bytes = 0
    private var ephemeral: [EphemeralEvent] = []
    private var ephemeralBytes = 0
    /// Whether the loop was called and has not taken everything.
    private var isCalled = false
    /// The newest event that was handed out, and what the history was said to begin behind.
    private var end: (position: Cursor, floor: Int64)?

    /// When the log reader was heard of last.
    private var readerHeardAt: Duration?

    /// How often the loop had to begin again.
    package private(set) var overruns = 0
    /// Ephemeral events that made room for newer ones.
    package private(set) var ephemeralDropped = 0

    /// A feed that nothing waits in.
    package init(_ limits: FeedLimits) {
        self.limits = limits
    }

    /// When what waits longest was handed to the loop; nil when it has taken everything.
    package var waitingSince: Duration? { batches.first?.handedAt }

    /// When the log reader was heard of last, by a loop that has taken all that it found; nil while
    /// something waits, and before it was heard of at all.
    package var heardAt: Duration? { batches.isEmpty ? readerHeardAt : nil }

    /// The bytes that are held for the loop.
    package var heldBytes: Int { bytes + ephemeralBytes }

    /// Adds what the reader found; true when the loop is to be called.
    package mutating func add(_ batch: FeedBatch) -> Bool {
        readerHeardAt = batch.handedAt
        for notice in batch.notices { follow(notice) }
        append(batch)
        if bytes > limits.bytes || entries > limits.entries { beginAgain() }
        return call()
    }

    /// The log reader runs, and has found nothing.
    package mutating func hear(at time: Duration) { readerHeardAt = time }

    /// Adds an event without a place in the order; true when the loop is to be called.
    package mutating func add(_ event: EphemeralEvent) -> Bool {
        ephemeral.append(event)
        ephemeralBytes += event.payload.count
        if ephemeralBytes > limits.ephemeralBytes || ephemeral.count > limits.ephemeralEvents {
            let count = (ephemeral.count + 1) / 2
            ephemeralDropped += count
            ephemeral.removeFirst(count)
            ephemeralBytes = ephemeral.reduce(0) { $0 + $1.payload.count }
        }
        return call()
    }

    /// Takes what may be worked off in one turn; whoever does so comes again until it was the last.
    package mutating func take() -> Portion {
        var portion = Portion()
        swap(&portion.ephemeral, &ephemeral)
        ephemeralBytes = 0
        if bytes <= limits.bytesPerTurn {
            swap(&portion.batches, &batches)
            (entries, bytes) = (0, 0)
        } else {
            var taken = 0
            var count = 0
            while count < batches.count, count == 0 || taken < limits.bytesPerTurn {
                taken += batches[count].heldBytes
                entries -= batches[count].entryCount
                count += 1
            }
            portion.batches = Array(batches[..<count])
            batches.removeFirst(count)
            bytes -= taken
        }
        isCalled = !batches.isEmpty
        portion.isLast = batches.isEmpty
        return portion
    }

    private mutating func call() -> Bool {
        defer { isCalled = true }
        return !isCalled
    }

    private mutating func append(_ batch: FeedBatch) {
        batches.append(batch)
        entries += batch.entryCount
        bytes += batch.heldBytes
    }

    private mutating func follow(_ notice: LogReader.Notice) {
        switch notice {
        case .restarted(let cursor, let floor, _): end = (cursor, floor)
        case .entries(let entries):
            guard let known = end, let last = entries.last else { return }
            end?.position = Cursor(epoch: known.position.epoch, seq: last.seq)
        case .fresh, .stale: break
        }
    }

    /// Whether whoever takes it is told that something was dropped.
    private var passesOver: Bool {
        #if PLANTED_MISTAKES
            limits.mistake != .dropsBeyondBound
        #else
            true
        #endif
    }

    /// Before the reader has found its place nobody follows anything: then nothing is lost.
    private mutating func beginAgain() {
        var notices: [LogReader.Notice] = []
        if let end, passesOver {
            let reason = "this part of the node was too far behind"
            notices.append(.restarted(at: end.position, floor: end.floor, reason: reason))
        }
        let freshness = batches.flatMap(\.notices).last(where: \.isOfFreshness)
        if let freshness { notices.append(freshness) }
        let since = batches.first?.handedAt
        batches = []
        (entries, bytes) = (0, 0)
        overruns += 1
        if let since { append(FeedBatch(notices, at: since)) }
    }
}

extension LogReader.Notice {
    fileprivate var isOfFreshness: Bool {
        switch self {
        case .fresh, .stale: true
        case .restarted, .entries: false
        }
    }
}
