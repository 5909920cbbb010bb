import Events
import Histogram

/// Times from a booking's commit to its frames, whichever becomes known first.
struct LatencyBook {
    private struct Entry {
        var committedAt: Timestamp?
        /// Arrivals that wait for `committedAt`.
        var arrivals: [Timestamp] = []
        var first: Timestamp?
        var last: Timestamp?

        /// How long the frame took, if that is known already.
        mutating func arrived(at time: Timestamp) -> Duration? {
            first = first ?? time
            last = time
            if let committedAt { return time - committedAt }
            arrivals.append(time)
            return nil
        }
    }

    private var entries: [String: Entry] = [:]
    /// Microseconds.
    private(set) var histogram = FanoutReport.times()
    /// Frames that came before the time in the header: the hub reads its clock after the commit.
    private(set) var early = 0

    /// The booking's frame reached a subscriber.
    mutating func arrived(_ booking: String, at time: Timestamp) {
        if let latency = entries[booking, default: Entry()].arrived(at: time) { record(latency) }
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
        entries.values.reduce(0) { $1.committedAt != nil && $1.first == nil ? $0 + 1 : $0 }
    }

    /// Times from each booking's commit to the first of its frames, and to the last.
    var ends: (first: Histogram<UInt64>, last: Histogram<UInt64>) {
        var ends = (first: FanoutReport.times(), last: FanoutReport.times())
        for entry in entries.values {
            guard let committedAt = entry.committedAt, let first = entry.first,
                let last = entry.last
            else { continue }
            ends.first.record((first - committedAt).microseconds)
            ends.last.record((last - committedAt).microseconds)
        }
        return ends
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
