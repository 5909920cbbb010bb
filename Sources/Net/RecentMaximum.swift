/// The greatest of the values of the last one to two minutes.
///
/// Whoever reads it takes nothing from the next one, as two scrapers would from each other.
struct RecentMaximum {
    /// How long a value counts at the least.
    static let period: UInt64 = 60_000_000_000

    private var current: UInt64 = 0
    private var previous: UInt64 = 0
    /// When `current` becomes `previous`.
    private var end: UInt64 = 0

    /// The greatest value.
    var value: UInt64 { max(current, previous) }

    /// Takes a value at a time in nanoseconds, which never goes back; tells whether `value` may be
    /// another one now.
    mutating func add(_ value: UInt64, at now: UInt64) -> Bool {
        if now >= end {
            previous = now < end + Self.period ? current : 0
            current = value
            end = now + Self.period
            return true
        }
        guard value > current else { return false }
        current = value
        return true
    }
}
