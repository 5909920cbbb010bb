import Histogram
import Net

/// Commit to frame while nothing is broken.
///
/// A tally tells of the half second before it. So it is calm from the second one after a fault on;
/// and of what comes then that counts which was committed since: what was held up by a fault is the
/// fault's.
struct CalmTimes {
    private enum State {
        /// Something is broken.
        case broken
        /// All is well, but for so many tallies more may be told of the time before.
        case settling(tallies: Int)
        /// All has been well since then.
        case calm(since: MonotonicTime)
    }

    private var state = State.broken
    private var times = Histogram<UInt64>.microseconds()

    /// All is well from now on.
    mutating func begin() { state = .settling(tallies: 2) }

    /// Something is broken from now on.
    mutating func end() { state = .broken }

    /// Takes what was delivered since the tally before.
    mutating func add(_ deliveries: TimesDelta, at now: MonotonicTime) {
        switch state {
        case .broken: break
        case .settling(let tallies):
            state = tallies > 1 ? .settling(tallies: tallies - 1) : .calm(since: now)
        case .calm(let since):
            let longest = (now - since).microseconds
            for (value, count) in zip(deliveries.values, deliveries.counts) where value <= longest {
                times.record(value, count: count)
            }
        }
    }

    /// The times; nil when it was never calm.
    var latency: RunReport.Latency? {
        guard times.totalCount > 0 else { return nil }
        return RunReport.Latency(
            "healthy", "commit to frame, healthy clients, between the faults", times)
    }
}
