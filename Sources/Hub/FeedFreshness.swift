/// Whether what a loop's clients see is up to date: the reader must say so, and the loop must have
/// taken what the reader handed to it.
///
/// Pure. A loop may be behind for a while without being out of date, as a node may; but once it is,
/// it becomes up to date only when it has taken everything.
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
    /// Whether the loop let events wait for too long and has not taken everything since.
    package private(set) var isBehind = false
    private var isReaderFresh = false

    /// Of a loop that has taken everything, whose reader has not said anything.
    package init(patience: Duration) {
        self.patience = patience
    }

    /// The loop takes what has waited so long.
    package mutating func takes(after wait: Duration) -> Change? {
        guard !isBehind, wait >= patience else { return nil }
        isBehind = true
        return isReaderFresh ? .stale(wait) : nil
    }

    /// The loop has come to where the reader was up to date.
    package mutating func readerIsFresh() -> Change? {
        isReaderFresh = true
        return isBehind ? nil : .fresh
    }

    /// The loop has come to where the reader was out of date, by now for so long.
    package mutating func readerIsStale(for lasting: Duration) -> Change? {
        isReaderFresh = false
        return .stale(lasting)
    }

    /// The loop has taken everything.
    package mutating func caughtUp() -> Change? {
        guard isBehind else { return nil }
        isBehind = false
        return isReaderFresh ? .fresh : nil
    }
}
