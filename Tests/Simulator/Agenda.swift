/// What is planned, the earliest first; of two for one moment, the one that was planned first.
///
/// A wheel of buckets, each of about a millisecond: a plan is put in its bucket as it comes, and a
/// bucket is sorted when its time comes, which costs a third of what a heap did. Plans are linked by
/// the numbers of their slots, in memory that nobody else sees: arrays asked at each step whether
/// they were shared.
struct Agenda: ~Copyable {
    private struct Plan {
        /// In attoseconds, which compare faster than durations.
        var time: Int128
        var number: Int
        /// One of both is done then; none while the slot is free.
        var errand: Errand?
        var action: (() -> Void)?
        /// The slot of another plan of its bucket, or of another free one; `none` at the end.
        var next: Int32

        /// The bucket, of 2^50 attoseconds.
        var bucket: Int { Int(truncatingIfNeeded: time >> 50) }

        func precedes(_ other: Plan) -> Bool {
            time == other.time ? number < other.number : time < other.time
        }
    }

    private static let none: Int32 = -1
    private static let buckets = 4_096

    /// Plans by slot; those that are done are free.
    private var plans = UnsafeMutablePointer<Plan>.allocate(capacity: 256)
    private var capacity = 256
    private var count = 0
    private var freeSlot = Agenda.none
    /// The first plan of each bucket after the present one, for one turn of the wheel.
    private let wheel = UnsafeMutablePointer<Int32>.allocate(capacity: Agenda.buckets)
    /// A bit for each bucket that has a plan.
    private let occupied = UnsafeMutablePointer<UInt64>.allocate(capacity: Agenda.buckets / 64)
    /// What is due after one turn of the wheel.
    private var far: [Int32] = []
    private var present = 0
    /// What is left of the present bucket, sorted.
    private var due = Agenda.none
    private var lastNumber = 0

    init() {
        wheel.initialize(repeating: Self.none, count: Self.buckets)
        occupied.initialize(repeating: 0, count: Self.buckets / 64)
    }

    deinit {
        plans.deinitialize(count: count)
        plans.deallocate()
        wheel.deallocate()
        occupied.deallocate()
    }

    /// Plans the next step of `errand` for `time`, in attoseconds, which is not before that of a
    /// plan that was taken out.
    mutating func add(_ errand: consuming Errand, at time: Int128) {
        let slot = takeSlot()
        plans[Int(slot)].errand = errand
        plan(slot, at: time)
    }

    /// Plans `action` likewise.
    mutating func add(_ action: @escaping () -> Void, at time: Int128) {
        let slot = takeSlot()
        plans[Int(slot)].action = action
        plan(slot, at: time)
    }

    private mutating func plan(_ slot: Int32, at time: Int128) {
        lastNumber += 1
        plans[Int(slot)].time = time
        plans[Int(slot)].number = lastNumber
        place(slot)
    }

    private mutating func takeSlot() -> Int32 {
        guard freeSlot == Self.none else {
            defer { freeSlot = plans[Int(freeSlot)].next }
            return freeSlot
        }
        if count == capacity { grow() }
        (plans + count).initialize(to: Plan(time: 0, number: 0, next: Self.none))
        count += 1
        return Int32(count - 1)
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Plan>.allocate(capacity: 2 * capacity)
        larger.moveInitialize(from: plans, count: count)
        plans.deallocate()
        plans = larger
        capacity *= 2
    }

    private mutating func place(_ slot: Int32) {
        let bucket = plans[Int(slot)].bucket
        if bucket <= present {
            insert(slot)
        } else if bucket - present < Self.buckets {
            let index = bucket & (Self.buckets - 1)
            plans[Int(slot)].next = wheel[index]
            wheel[index] = slot
            occupied[index >> 6] |= 1 << UInt64(index & 63)
        } else {
            far.append(slot)
        }
    }

    private mutating func insert(_ slot: Int32) {
        let plan = plans + Int(slot)
        guard due != Self.none, plans[Int(due)].precedes(plan.pointee) else {
            plan.pointee.next = due
            due = slot
            return
        }
        var before = plans + Int(due)
        while before.pointee.next != Self.none {
            let next = plans + Int(before.pointee.next)
            guard next.pointee.precedes(plan.pointee) else { break }
            before = next
        }
        plan.pointee.next = before.pointee.next
        before.pointee.next = slot
    }

    /// When the next plan is due; nil when there is none up to `end`.
    mutating func nextTime(until end: Int128) -> Int128? {
        let last = Int(truncatingIfNeeded: end >> 50)
        while due == Self.none {
            guard present < last else { return nil }
            turn(upTo: last)
        }
        let time = plans[Int(due)].time
        return time <= end ? time : nil
    }

    /// Takes out the plan that `nextTime` found, if it is an errand.
    mutating func removeErrand() -> Errand? {
        guard let errand = plans[Int(due)].errand.take() else { return nil }
        freeDue()
        return errand
    }

    /// Takes out the plan that `nextTime` found, if it is an action.
    mutating func removeAction() -> (() -> Void)? {
        guard let action = plans[Int(due)].action.take() else { return nil }
        freeDue()
        return action
    }

    private mutating func freeDue() {
        let slot = due
        due = plans[Int(slot)].next
        plans[Int(slot)].next = freeSlot
        freeSlot = slot
    }

    /// Goes on to the next bucket that has a plan, but not beyond `last` or the end of the turn.
    private mutating func turn(upTo last: Int) {
        present = min(last, nextOccupied())
        let bucket = present & (Self.buckets - 1)
        var next = wheel[bucket]
        wheel[bucket] = Self.none
        occupied[bucket >> 6] &= ~(1 << UInt64(bucket & 63))
        while next != Self.none {
            let slot = next
            next = plans[Int(slot)].next
            insert(slot)
        }
        guard bucket == 0 else { return }
        let slots = far
        far.removeAll(keepingCapacity: true)
        for slot in slots { place(slot) }
    }

    /// The next bucket with a plan, or the one at which the wheel begins anew.
    private func nextOccupied() -> Int {
        let next = present + 1
        let start = next & (Self.buckets - 1)
        if start == 0 { return next }
        var word = start >> 6
        var bits = occupied[word] & (~0 << UInt64(start & 63))
        while bits == 0 {
            word += 1
            if word == Self.buckets / 64 { return next - start + Self.buckets }
            bits = occupied[word]
        }
        return next - start + word << 6 + bits.trailingZeroBitCount
    }
}
