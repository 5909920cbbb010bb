import Histogram
import Net

/// How long something took, in microseconds: over the whole run, and since the last look.
struct ResponseTimes: Sendable {
    private(set) var all = ResponseTimes.histogram()
    private var recent = ResponseTimes.histogram()

    /// Up to ten minutes, to three digits.
    static func histogram() -> Histogram<UInt64> {
        Histogram(highestTrackableValue: 600_000_000, numberOfSignificantValueDigits: .three)
    }

    /// Adds one that lasted from `start` to `end`.
    mutating func record(from start: MonotonicTime, to end: MonotonicTime) {
        let value = UInt64(max(0, (end - start).clampedNanoseconds / 1_000))
        all.record(min(value, 600_000_000))
        recent.record(min(value, 600_000_000))
    }

    /// What was recorded since the last call.
    mutating func takeRecent() -> Histogram<UInt64> {
        defer { recent.reset() }
        return recent
    }
}
