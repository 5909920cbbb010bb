/// What one client got of one topic, in 56 bytes: enough to find what was lost, doubled, or came
/// out of order, without keeping the events.
struct TopicTrack: Equatable {
    /// What an event that is not new turned out to be.
    enum Verdict {
        case doubled, outOfOrder
    }

    /// Where it stood first, or was told to start again; nil before.
    private(set) var start: Int64?
    /// The last event received in its place.
    private(set) var last: Int64 = -1
    /// Events received in their place since `start`.
    private(set) var count = 0
    /// A sum over their numbers that two different sets do not share but by chance.
    private(set) var sum: UInt64 = 0
    /// Bit k says that `last - k` was received.
    private var window: UInt64 = 0
    /// The last event that was missed in its place and asked for again; -1 when none is.
    private var missingUpTo: Int64 = -1

    /// The subscription stands at `seq`; without effect when it stood before.
    mutating func stood(at seq: Int64) {
        missingUpTo = -1
        if start == nil { begin(at: seq) }
    }

    /// The client was told to start again at `seq`.
    mutating func begin(at seq: Int64) {
        self = TopicTrack()
        start = seq
        last = seq
    }

    /// The event came, and is new.
    mutating func received(_ seq: Int64) {
        let step = seq - last
        window = step < 64 ? (window << UInt64(step)) | 1 : 1
        last = seq
        count += 1
        sum &+= Self.mixed(seq)
    }

    /// Events up to `seq` did not come in their place.
    mutating func missed(upTo seq: Int64) { missingUpTo = max(missingUpTo, seq) }

    /// The event came, and is not new.
    func repeated(_ seq: Int64) -> Verdict {
        let age = last - seq
        guard (0..<64).contains(age), seq > start ?? -1 else { return .doubled }
        return window & (1 << UInt64(age)) != 0 ? .doubled : .outOfOrder
    }

    /// Whether an event that came while the topic was being asked for again is one of those that
    /// were missed: it was not lost, but came after a later one.
    func isLate(_ seq: Int64) -> Bool { seq <= missingUpTo }

    /// A number that looks random, different for each `seq` (SplitMix64's finalizer).
    static func mixed(_ seq: Int64) -> UInt64 {
        var bits = UInt64(bitPattern: seq) &+ 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
