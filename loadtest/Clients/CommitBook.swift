import Events

/// Times from a change's commit to its frames, whichever becomes known first.
struct CommitBook {
    private struct Entry {
        var committedAt: Timestamp?
        /// Arrivals that wait for `committedAt`.
        var arrivals: [Timestamp] = []
    }

    private var entries: [String: Entry] = [:]
    /// The changes, oldest first.
    private var order: [String] = []

    /// Changes that are remembered; a frame comes long before so many others are made.
    private static let limit = 20_000

    /// A frame of the change came; how long it took, if that can be said already.
    mutating func arrived(_ change: String, at time: Timestamp) -> Duration? {
        let committedAt = entry(change).committedAt
        guard let committedAt else {
            entries[change]?.arrivals.append(time)
            return nil
        }
        return time - committedAt
    }

    /// The hub acknowledged the change; how long the frames took that had come before.
    mutating func committed(_ change: String, at time: Timestamp) -> [Duration] {
        let waiting = entry(change).arrivals
        entries[change] = Entry(committedAt: time)
        return waiting.map { $0 - time }
    }

    private mutating func entry(_ change: String) -> Entry {
        if let entry = entries[change] { return entry }
        if order.count >= Self.limit {
            for old in order.prefix(Self.limit / 2) { entries[old] = nil }
            order.removeFirst(Self.limit / 2)
        }
        order.append(change)
        entries[change] = Entry()
        return Entry()
    }
}
