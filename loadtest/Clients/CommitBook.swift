import Events

/// Times from a booking's commit to its frames, whichever becomes known first.
struct CommitBook {
    private struct Entry {
        var committedAt: Timestamp?
        /// Arrivals that wait for `committedAt`.
        var arrivals: [Timestamp] = []
    }

    private var entries: [String: Entry] = [:]
    /// The bookings, oldest first.
    private var order: [String] = []

    /// Bookings that are remembered; a frame comes long before so many others are made.
    private static let limit = 20_000

    /// A frame of the booking came; how long it took, if that can be said already.
    mutating func arrived(_ booking: String, at time: Timestamp) -> Duration? {
        let committedAt = entry(booking).committedAt
        guard let committedAt else {
            entries[booking]?.arrivals.append(time)
            return nil
        }
        return time - committedAt
    }

    /// The hub acknowledged the booking; how long the frames took that had come before.
    mutating func committed(_ booking: String, at time: Timestamp) -> [Duration] {
        let waiting = entry(booking).arrivals
        entries[booking] = Entry(committedAt: time)
        return waiting.map { $0 - time }
    }

    private mutating func entry(_ booking: String) -> Entry {
        if let entry = entries[booking] { return entry }
        if order.count >= Self.limit {
            for old in order.prefix(Self.limit / 2) { entries[old] = nil }
            order.removeFirst(Self.limit / 2)
        }
        order.append(booking)
        entries[booking] = Entry()
        return Entry()
    }
}
