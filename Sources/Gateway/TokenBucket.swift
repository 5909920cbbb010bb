import Net

/// Allows so many things a second, and a number of them at once.
///
/// It keeps when it will be full again, and nothing else (the generic cell rate algorithm): a second's
/// worth of tokens is a second. Each connection has one.
struct TokenBucket {
    private var isFullAt = MonotonicTime(nanoseconds: 0)

    /// What a bucket allows; the same for all of a kind, so none keeps it.
    struct Rate {
        let perSecond: Int
        let burst: Int

        /// How long that many tokens take to come, in nanoseconds; a rate of 0 is for a burst of 0.
        func time(of count: Int) -> UInt64 {
            UInt64(count) * 1_000_000_000 / UInt64(max(1, perSecond))
        }
    }

    /// Takes `count` tokens; false when there are not as many, and then none is taken.
    mutating func take(_ count: Int, of rate: Rate, now: MonotonicTime) -> Bool {
        let then = max(isFullAt, now).nanoseconds + rate.time(of: count)
        guard then - now.nanoseconds <= rate.time(of: rate.burst) else { return false }
        isFullAt = MonotonicTime(nanoseconds: then)
        return true
    }
}
