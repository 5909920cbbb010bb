import Histogram

/// The filled buckets of a histogram, to be sent from one process to another.
struct TimesDelta: Codable, Sendable, Equatable {
    /// Microseconds, a value of each bucket.
    var values: [UInt64] = []
    var counts: [UInt64] = []

    /// None.
    init() {}

    /// What is in `histogram`, which is emptied.
    init(taking histogram: inout Histogram<UInt64>) {
        // Looking through an empty one takes as long as through a full one.
        guard histogram.totalCount > 0 else { return }
        for bucket in histogram.recordedValues() {
            values.append(bucket.value)
            counts.append(bucket.count)
        }
        histogram.reset()
    }

    /// Adds those of another process.
    mutating func add(_ other: TimesDelta) {
        values += other.values
        counts += other.counts
    }

    /// Records them in a histogram of the same shape.
    func record(in histogram: inout Histogram<UInt64>) {
        for (value, count) in zip(values, counts) { histogram.record(value, count: count) }
    }
}

extension Histogram where Count == UInt64 {
    /// An empty histogram of microseconds up to ten minutes, to three digits.
    static func microseconds() -> Histogram<UInt64> {
        Histogram(highestTrackableValue: 600_000_000, numberOfSignificantValueDigits: .three)
    }

    /// Records a time; a negative one counts as none, one beyond ten minutes as ten minutes.
    mutating func record(_ time: Duration) {
        record(Swift.min(time.microseconds, highestTrackableValue))
    }

    /// Records the time from one point to another; none when that is earlier.
    ///
    /// Without a `Duration` between: its 128 bits cost more than the rest of a frame.
    mutating func record(from start: Int64, to end: Int64) {
        record(Swift.min(UInt64(Swift.max(0, end - start)), highestTrackableValue))
    }
}

extension Duration {
    /// Whole microseconds; none for a negative duration.
    var microseconds: UInt64 {
        let (seconds, attoseconds) = components
        return UInt64(Swift.max(0, seconds * 1_000_000 + attoseconds / 1_000_000_000_000))
    }
}
