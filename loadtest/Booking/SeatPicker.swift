/// Which seats agents go for: at random, over all flights of the run.
struct SeatPicker: Sendable {
    private var free: [FreeSeat]
    private var generator: SplitMix64

    /// Picks among `seats`; a seeded picker repeats itself.
    init(_ seats: [FreeSeat], seed: UInt64) {
        free = seats
        generator = SplitMix64(seed: seed)
    }

    /// Seats that nobody of the run holds or goes for.
    var count: Int { free.count }

    /// A free seat, which is somebody's from now on; nil when there is none left.
    mutating func next() -> FreeSeat? {
        guard !free.isEmpty else { return nil }
        free.swapAt(Int.random(in: free.indices, using: &generator), free.count - 1)
        return free.removeLast()
    }

    /// A seat can be had again.
    mutating func giveBack(_ seat: FreeSeat) { free.append(seat) }

    /// Whether something happens that does with this probability.
    mutating func isChosen(_ share: Double) -> Bool {
        Double.random(in: 0..<1, using: &generator) < share
    }
}

/// A small generator for runs that repeat themselves (Steele, Lea and Flood, 2014).
struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
