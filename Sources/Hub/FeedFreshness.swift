/// Whether what a loop's clients see is up to date: the reader must say so, it must have been heard
/// of a short time ago, and the loop must have taken what the reader handed to it.
///
/// Pure. A loop may be behind for a while without being out of date, as a node may; but once it is,
/// it becomes up to date only when it has taken everything. A reader whose own loop stands still says
/// nothing: then nobody else on the node would know that it does.
package struct FeedFreshness {
    /// What the clients have to hear.
    package enum Change: Equatable {
        /// They are up to date.
        case fresh
        /// They may be out of date, for how long already.
        case stale(Duration)
    }

    /// How long events may wait for the loop before it is out of date.
    package let patience: Duration
    /// How long nothing may be heard of the reader, which looks at the time four times a second.
    private let silenceLimit: Duration
    /// Whether the loop let events wait for too long and has not taken everything since.
    package private(set) var isBehind = false
    private var isReaderFresh = false
    private var isReaderSilent = false

    /// Of a loop that has taken everything, whose reader has not said anything.
    package init(patience: Duration) {
        self.patience = patience
        silenceLimit = max(patience, .seconds(1))
    }

    private var isFresh: Bool { isReaderFresh && !isBehind && !isReaderSilent }

    /// The loop takes what has waited so long.
    package mutating func takes(after wait: Duration) -> Change? {
        guard !isBehind, wait >= patience else { return nil }
        defer { isBehind = true }
        return isFresh ? .stale(wait) : nil
    }

    /// The loop has come to where the reader was up to date.
    package mutating func readerIsFresh() -> Change? {
        isReaderFresh = true
        return isFresh ? .fresh : nil
    }

    /// The loop has come to where the reader was out of date, by now for so long.
    package mutating func readerIsStale(for lasting: Duration) -> Change? {
        isReaderFresh = false
        return .stale(lasting)
    }

    /// The loop has taken everything that the reader found, and heard of it last so long ago.
    package mutating func readerIsSilent(for silence: Duration) -> Change? {
        let wasFresh = isFresh
        isReaderSilent = silence >= silenceLimit
        guard isFresh != wasFresh else { return nil }
        return isFresh ? .fresh : .stale(silence)
    }

    /// The loop has taken everything.
    package mutating func caughtUp() -> Change? {
        guard isBehind else { return nil }
        isBehind = false
        return isFresh ? .fresh : nil
    }
}
