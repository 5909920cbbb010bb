import Hub
import Net

/// Finds the connections whose deadlines are due, without a timer for each.
///
/// A deadline that moves away costs nothing: its entry stays where it is and is looked at again
/// when its time comes. So a connection that is busy is not moved about.
struct DeadlineRing {
    private var buckets: [[ConnectionID]]
    private let start: MonotonicTime
    /// In nanoseconds.
    private let resolution: Int
    /// Everything before this tick is done.
    private(set) var current = 0

    /// An empty ring; deadlines beyond `size` ticks are looked at on the way.
    init(now: MonotonicTime, resolution: Duration, size: Int = 1_024) {
        buckets = Array(repeating: [], count: size)
        start = now
        self.resolution = max(1, Int(resolution.clampedNanoseconds))
    }

    /// The tick at which a deadline will be looked at: never before it is due.
    func tick(of time: MonotonicTime) -> Int {
        let tick = (elapsed(until: time) + resolution - 1) / resolution
        return min(max(tick, current), current + buckets.count - 1)
    }

    /// Nanoseconds since the ring began; far ahead is as far as a quarter of what 64 bits hold.
    private func elapsed(until time: MonotonicTime) -> Int {
        time <= start ? 0 : Int(min(time.nanoseconds - start.nanoseconds, 1 << 62))
    }

    /// Notes that `id` is to be looked at in `tick`, which `tick(of:)` gave.
    mutating func insert(_ id: ConnectionID, at tick: Int) {
        buckets[tick % buckets.count].append(id)
    }

    /// What is due up to `now`, with the tick that it was noted for.
    mutating func takeDue(now: MonotonicTime) -> [(tick: Int, id: ConnectionID)] {
        let last = elapsed(until: now) / resolution
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
