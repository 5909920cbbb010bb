import Events
import Histogram

/// Commit to frame of what was committed while nothing was broken.
///
/// An event counts by when it was committed, whenever its frames are told of. Those of the last half
/// second before a fault are left out, since it may have held them up; none is left out for being
/// slow.
struct CalmTimes {
    /// Tenths of seconds since 1970 in which nothing was broken, the oldest first.
    private var calm: [Range<Int64>] = []
    /// Since when nothing is broken; nil while something is.
    private var since: Int64?
    /// What was committed since then: whether a fault is near is not known yet.
    private var pending = CommitTimes()
    private var times = Histogram<UInt64>.microseconds()

    /// How long before a fault nothing counts: ten times what a frame may take.
    static let margin = Duration.milliseconds(500)

    /// Nothing is broken from `now` on.
    mutating func begin(at now: Timestamp) {
        since = (now.microseconds + CommitTimes.tenth - 1) / CommitTimes.tenth
    }

    /// Something is broken from `now` on.
    mutating func end(at now: Timestamp) {
        guard let since else { return }
        let end = (now - Self.margin).microseconds / CommitTimes.tenth
        calm.append(since..<max(since, end))
        self.since = nil
        add(pending.take())
    }

    /// Takes what was told, in any order.
    mutating func add(_ deliveries: CommitTimes) {
        var open = CommitTimes()
        for (tenth, counts) in deliveries.byTenth {
            if let since, tenth >= since {
                open.add(counts, at: tenth)
            } else if calm.last(where: { $0.lowerBound <= tenth })?.contains(tenth) == true {
                for (time, count) in counts { times.record(time, count: count) }
            }
        }
        pending.add(open)
    }

    /// The times; nil when it was never calm.
    var latency: RunReport.Latency? {
        guard times.totalCount > 0 else { return nil }
        return RunReport.Latency(
            "healthy", "commit to frame, healthy clients, between the faults", times)
    }
}
