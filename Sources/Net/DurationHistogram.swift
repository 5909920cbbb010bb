/// How long something took each time, counted by upper bounds.
package struct DurationHistogram: Sendable, Equatable {
    /// Upper bounds in seconds, in ascending order.
    package let bounds: [Double]
    /// Times that were at most each bound, and longer than the one before.
    package private(set) var counts: [Int]
    /// Times that were longer than all bounds.
    package private(set) var beyond = 0
    /// All times together.
    package private(set) var sum: Duration = .zero

    /// Nothing was counted yet.
    package init(bounds: [Double]) {
        self.bounds = bounds
        counts = [Int](repeating: 0, count: bounds.count)
    }

    /// Counts one time.
    package mutating func record(_ time: Duration) {
        sum += time
        let seconds = time / .seconds(1)
        if let index = bounds.firstIndex(where: { seconds <= $0 }) {
            counts[index] += 1
        } else {
            beyond += 1
        }
    }

    /// Adds the times of another one with the same bounds.
    package mutating func add(_ other: DurationHistogram) {
        for index in counts.indices { counts[index] += other.counts[index] }
        beyond += other.beyond
        sum += other.sum
    }
}
