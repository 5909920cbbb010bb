/// Who got which events of one topic: finds what was lost, doubled or out of order.
struct DeliveryLedger {
    /// What went wrong, and how often.
    struct Faults: Equatable {
        /// Events that a subscriber never got though another did, or though they were committed.
        var lost = 0
        /// Events that a subscriber got again.
        var doubled = 0
        /// Events that came after a later one.
        var outOfOrder = 0
        /// Events whose `prev` was after the subscriber's position.
        var gaps = 0
        /// Messages that made no sense.
        var unreadable = 0

        /// Whether nothing went wrong.
        var isEmpty: Bool { self == Faults() }
    }

    private var starts: [Int64?]
    private var received: [[Int64]]
    private var known: Set<Int64> = []
    private var latest: Int64 = -1
    /// What was found so far; `lost` is counted at the end.
    private(set) var faults = Faults()
    /// Frames with a cursor, over all subscribers.
    private(set) var frames = 0

    /// A ledger for so many subscribers.
    init(subscribers: Int) {
        starts = Array(repeating: nil, count: subscribers)
        received = Array(repeating: [], count: subscribers)
    }

    /// The subscriber's first subscription stands at `seq`.
    mutating func started(_ subscriber: Int, at seq: Int64) {
        if starts[subscriber] == nil { starts[subscriber] = seq }
    }

    /// Where the subscriber's first subscription stood; nil until it did.
    func start(of subscriber: Int) -> Int64? { starts[subscriber] }

    /// The subscriber got the event at `seq`.
    mutating func received(_ seq: Int64, by subscriber: Int) {
        frames += 1
        let last = received[subscriber].last ?? starts[subscriber] ?? 0
        if seq > last {
            received[subscriber].append(seq)
            // A broadcast brings the same event to one after another.
            if seq != latest { known.insert(seq) }
            latest = seq
        } else if received[subscriber].contains(seq) {
            faults.doubled += 1
        } else {
            faults.outOfOrder += 1
        }
    }

    /// The subscriber's client dropped an event that it had already.
    mutating func repeated() { faults.doubled += 1 }

    /// The subscriber's client saw by `prev` that events were missing.
    mutating func gap() { faults.gaps += 1 }

    /// The subscriber's client could not read a message.
    mutating func unreadable() { faults.unreadable += 1 }

    /// How many events subscribers still lack of those that any of them got.
    func missing() -> Int {
        starts.indices.reduce(0) { missing, subscriber in
            let start = starts[subscriber] ?? 0
            let expected = known.reduce(0) { $1 > start ? $0 + 1 : $0 }
            return missing + expected - received[subscriber].count
        }
    }

    /// The faults at the end, when `unseen` committed bookings reached no subscriber at all.
    func verdict(unseen: Int) -> Faults {
        var faults = faults
        faults.lost = missing() + unseen * starts.count
        return faults
    }
}
