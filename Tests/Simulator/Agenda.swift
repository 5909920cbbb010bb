/// What is planned, the earliest first; of two for one moment, the one that was planned first.
///
/// A wheel of buckets, each of about a millisecond: a plan is put in its bucket as it comes, and a
/// bucket is sorted when its time comes, which costs a third of what a heap did.
struct Agenda {
    /// An action in a value of its own: a bare closure in an array is wrapped in another one.
    private struct Action {
        let perform: () -> Void
    }

    private struct Plan {
        /// In attoseconds, which compare faster than durations.
        let time: Int128
        let number: Int
        var action: Action?
        /// The slot of another plan of its bucket, or of another free one.
        var next: Int32?

        /// The bucket, of 2^50 attoseconds.
        var bucket: Int { Int(time >> 50) }
    }

    /// A plan of the present bucket.
    private struct Due {
        let time: Int128
        let number: Int
        let slot: Int32

        func precedes(_ other: Due) -> Bool {
            time == other.time ? number < other.number : time < other.time
        }
    }

    /// Plans by slot; those that are done are free.
    private var plans: [Plan] = []
    private var freeSlot: Int32?
    /// The first plan of each bucket after the present one, for one turn of the wheel.
    private var wheel = [Int32?](repeating: nil, count: Self.buckets)
    private static let buckets = 4_096
    /// What is due after one turn of the wheel.
    private var far: [Int32] = []
    private var present = 0
    /// What is left of the present bucket, the next plan last.
    private var due: [Due] = []
    private var lastNumber = 0

    /// Plans `action` for `time`, which is not before that of a plan that was taken out.
    mutating func add(_ action: @escaping () -> Void, at time: Duration) {
        lastNumber += 1
        let plan = Plan(
            time: time.attoseconds, number: lastNumber, action: Action(perform: action))
        if let slot = freeSlot {
            freeSlot = plans[Int(slot)].next
            plans[Int(slot)] = plan
            place(slot)
        } else {
            plans.append(plan)
            place(Int32(plans.count - 1))
        }
    }

    private mutating func place(_ slot: Int32) {
        let bucket = plans[Int(slot)].bucket
        if bucket <= present {
            insert(slot)
        } else if bucket - present < Self.buckets {
            plans[Int(slot)].next = wheel[bucket % Self.buckets]
            wheel[bucket % Self.buckets] = slot
        } else {
            far.append(slot)
        }
    }

    private mutating func insert(_ slot: Int32) {
        let plan = Due(time: plans[Int(slot)].time, number: plans[Int(slot)].number, slot: slot)
        due.append(plan)
        var place = due.count - 1
        while place > 0, due[place - 1].precedes(plan) {
            due[place] = due[place - 1]
            place -= 1
        }
        due[place] = plan
    }

    /// Takes out the next plan; nil when there is none up to `end`.
    mutating func removeNext(until end: Duration) -> (time: Duration, action: () -> Void)? {
        let end = end.attoseconds
        while due.isEmpty {
            guard present < Int(end >> 50) else { return nil }
            turn()
        }
        guard let next = due.last, next.time <= end,
            let action = plans[Int(next.slot)].action.take()
        else { return nil }
        due.removeLast()
        plans[Int(next.slot)].next = freeSlot
        freeSlot = next.slot
        return (Duration(attoseconds: next.time), action.perform)
    }

    /// Goes on to the next bucket.
    private mutating func turn() {
        present += 1
        let bucket = present % Self.buckets
        var next = wheel[bucket]
        wheel[bucket] = nil
        while let slot = next {
            next = plans[Int(slot)].next
            insert(slot)
        }
        guard bucket == 0 else { return }
        let slots = far
        far.removeAll(keepingCapacity: true)
        for slot in slots { place(slot) }
    }
}
