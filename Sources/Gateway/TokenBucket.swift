import Net

/// Allows so many things a second, and a number of them at once.
struct TokenBucket {
    private let perSecond: Float
    private let burst: Float
    private var tokens: Double
    private var last: MonotonicTime

    /// A full bucket.
    init(perSecond: Int, burst: Int, now: MonotonicTime) {
        self.perSecond = Float(perSecond)
        self.burst = Float(burst)
        tokens = Double(burst)
        last = now
    }

    /// Takes `count` tokens; false when there are not as many, and then none is taken.
    mutating func take(_ count: Int, now: MonotonicTime) -> Bool {
        let elapsed = Double(Int64(bitPattern: now.nanoseconds &- last.nanoseconds)) / 1_000_000_000
        tokens = min(Double(burst), tokens + max(0, elapsed) * Double(perSecond))
        last = now
        guard tokens >= Double(count) else { return false }
        tokens -= Double(count)
        return true
    }
}
