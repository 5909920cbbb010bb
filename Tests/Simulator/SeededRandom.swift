/// Chance that repeats itself: the same seed gives the same numbers, on every machine.
///
/// SplitMix64. Each part of the world has a stream of its own, so that a change in one part leaves
/// the chances of the others as they were.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
        _ = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A stream of its own for one part of the world.
    mutating func stream() -> SeededRandom { SeededRandom(seed: next()) }

    /// A number from 0 up to, but not including, 1.
    mutating func fraction() -> Double { Double(next() >> 11) / Double(1 << 53) }

    /// True so many times in one.
    mutating func chance(_ probability: Double) -> Bool { fraction() < probability }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    mutating func milliseconds(_ range: ClosedRange<Double>) -> Duration {
        .microseconds(Int64((range.lowerBound + fraction() * range.width) * 1_000))
    }

    /// One of `choices`; nil when there is none.
    mutating func pick<Choice>(_ choices: [Choice]) -> Choice? {
        choices.isEmpty ? nil : choices[number(0...choices.count - 1)]
    }
}

extension ClosedRange<Double> {
    fileprivate var width: Double { upperBound - lowerBound }
}
