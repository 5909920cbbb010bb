import Hub
import Net

/// Finds the connections whose deadlines are due, without a timer for each.
///
/// A deadline that moves away costs nothing: its entry stays where it is and is looked at again
/// when its time comes. So a connection that is busy is not moved about.
struct DeadlineRing {
    private var buckets: [[ConnectionID]]
    private let start: MonotonicTime
    private let resolution: Int64
    /// Everything before this tick is done.
    private(set) var current = 0

    /// An empty ring; deadlines beyond `size` ticks are looked at on the way.
    init(now: MonotonicTime, resolution: Duration, size: Int = 1_024) {
        buckets = Array(repeating: [], count: size)
        start = now
        self.resolution = max(1, resolution.clampedNanoseconds)
    }

    /// The tick at which a deadline will be looked at: never before it is due.
    func tick(of time: MonotonicTime) -> Int {
        let elapsed = max(0, (time - start).clampedNanoseconds)
        let tick = Int((elapsed + resolution - 1) / resolution)
        return min(max(tick, current), current + buckets.count - 1)
    }

    /// Notes that `id` is to be looked at in `tick`, which `tick(of:)` gave.
    mutating func insert(_ id: ConnectionID, at tick: Int) {
        buckets[tick % buckets.count].append(id)
    }

    /// What is due up to `now`, with the tick that it was noted for.
    mutating func takeDue(now: MonotonicTime) -> [(tick: Int, id: ConnectionID)] {
        let last = Int(max(0, (now - start).clampedNanoseconds) / resolution)
        var due: [(tick: Int, id: ConnectionID)] = []
        while current <= last {
            let index = current % buckets.count
            due += buckets[index].map { (current, $0) }
            buckets[index] = []
            current += 1
        }
        return due
    }
}
