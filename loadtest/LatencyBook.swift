import Events
import Histogram

/// Times from a booking's commit to its frames, whichever becomes known first.
struct LatencyBook {
    private struct Entry {
        var committedAt: Timestamp?
        /// Arrivals that wait for `committedAt`.
        var arrivals: [Timestamp] = []
        var isSeen = false
    }

    private var entries: [String: Entry] = [:]
    /// Microseconds.
    private(set) var histogram = Histogram<UInt64>(
        highestTrackableValue: 600_000_000, numberOfSignificantValueDigits: .three)
    /// Frames that came before the time in the header: the hub reads its clock after the commit.
    private(set) var early = 0

    /// The booking's frame reached a subscriber.
    mutating func arrived(_ booking: String, at time: Timestamp) {
        entries[booking, default: Entry()].isSeen = true
        if let committedAt = entries[booking]?.committedAt {
            record(time - committedAt)
        } else {
            entries[booking]?.arrivals.append(time)
        }
    }

    /// The hub acknowledged the booking.
    mutating func committed(_ booking: String, at time: Timestamp) {
        let waiting = entries[booking]?.arrivals ?? []
        entries[booking, default: Entry()].committedAt = time
        entries[booking]?.arrivals = []
        for arrival in waiting { record(arrival - time) }
    }

    /// Acknowledged bookings of which no frame has come to anybody.
    var unseen: Int {
        entries.values.reduce(0) { $1.committedAt != nil && !$1.isSeen ? $0 + 1 : $0 }
    }

    private mutating func record(_ latency: Duration) {
        if latency < .zero { early += 1 }
        histogram.record(latency.microseconds)
    }
}

extension Duration {
    /// Whole microseconds; none for a negative duration.
    var microseconds: UInt64 {
        let (seconds, attoseconds) = components
        return UInt64(max(0, seconds * 1_000_000 + attoseconds / 1_000_000_000_000))
    }
}
