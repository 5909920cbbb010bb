/// Times from commit to frame by when the event was committed, to a tenth of a millisecond.
///
/// A commit becomes known up to a second after its frames, and a tally is told up to a second after
/// that; so when a time is told says little about what it is a time of.
struct CommitTimes: Codable, Sendable, Equatable {
    /// How often each time was taken, in microseconds.
    typealias Counts = [UInt64: UInt64]

    /// By the tenth of a second since 1970 in which the event was committed.
    private(set) var byTenth: [Int64: Counts] = [:]

    /// Records a frame; both in microseconds since 1970.
    mutating func record(from committed: Int64, to arrived: Int64) {
        let time = UInt64(max(0, arrived - committed)) / Self.precision * Self.precision
        byTenth[committed / Self.tenth, default: [:]][time, default: 0] += 1
    }

    /// Adds times of one tenth of a second.
    mutating func add(_ counts: Counts, at tenth: Int64) {
        byTenth[tenth, default: [:]].merge(counts, uniquingKeysWith: +)
    }

    /// Adds those of another process.
    mutating func add(_ other: CommitTimes) {
        for (tenth, counts) in other.byTenth { add(counts, at: tenth) }
    }

    /// All of them, which are gone then.
    mutating func take() -> CommitTimes {
        defer { byTenth = [:] }
        return self
    }

    /// Microseconds of a tenth of a second.
    static let tenth: Int64 = 100_000
    private static let precision: UInt64 = 100
}
