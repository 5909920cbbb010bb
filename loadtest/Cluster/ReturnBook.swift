/// How many clients came back in each second.
struct ReturnBook: Equatable {
    private var bySecond: [Int64: Int] = [:]

    /// Those who came back between two moments.
    struct Crowd: Equatable {
        var count: Int
        /// The second with the most of them.
        var peak: Int
        /// Seconds from the first to the last of them, both included.
        var seconds: Int

        /// The fullest second as a multiple of the average one: 1 when all are alike.
        var crowding: Double { Double(peak) * Double(seconds) / Double(max(1, count)) }
    }

    /// Nobody.
    init() {}

    /// Adds the counts of several fleets together.
    init(_ counts: [[Int64: Int]]) {
        for count in counts { bySecond.merge(count, uniquingKeysWith: +) }
    }

    /// Those who came back in these seconds; nil when nobody did.
    func crowd(in seconds: ClosedRange<Int64>) -> Crowd? {
        let inside = bySecond.filter { seconds.contains($0.key) && $0.value > 0 }
        guard let first = inside.keys.min(), let last = inside.keys.max() else { return nil }
        return Crowd(
            count: inside.values.reduce(0, +), peak: inside.values.max() ?? 0,
            seconds: Int(last - first) + 1)
    }
}
