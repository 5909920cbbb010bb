/// What is planned, the earliest first; of two for one moment, the one that was planned first.
struct Agenda {
    /// When a plan is due, and where its action is.
    private struct Plan {
        /// In attoseconds, which compare faster than durations.
        let time: Int128
        let number: Int
        let slot: Int

        func precedes(_ other: Plan) -> Bool {
            time == other.time ? number < other.number : time < other.time
        }
    }

    /// A heap of four children a plan, with the next plan on top: plain values, so that moving one
    /// counts no references.
    private var plans: [Plan] = []
    /// The actions of plans by slot; nil where a slot is free.
    private var actions: [(() -> Void)?] = []
    private var freeSlots: [Int] = []
    private var lastNumber = 0

    /// Plans `action` for `time`.
    mutating func add(_ action: @escaping () -> Void, at time: Duration) {
        let slot = freeSlots.popLast() ?? actions.count
        if slot == actions.count {
            actions.append(action)
        } else {
            actions[slot] = action
        }
        lastNumber += 1
        let plan = Plan(time: time.attoseconds, number: lastNumber, slot: slot)
        plans.append(plan)
        rise(plan)
    }

    /// Takes out the next plan; nil when there is none up to `end`.
    mutating func removeNext(until end: Duration) -> (time: Duration, action: () -> Void)? {
        guard let next = plans.first, next.time <= end.attoseconds,
            let action = actions[next.slot].take()
        else { return nil }
        freeSlots.append(next.slot)
        if let last = plans.popLast(), !plans.isEmpty { sink(last) }
        return (Duration(attoseconds: next.time), action)
    }

    /// Finds the place of `plan`, for which there is room at the end.
    private mutating func rise(_ plan: Plan) {
        plans.withUnsafeMutableBufferPointer { plans in
            var index = plans.count - 1
            while index > 0 {
                let parent = (index - 1) / 4
                guard plan.precedes(plans[parent]) else { break }
                plans[index] = plans[parent]
                index = parent
            }
            plans[index] = plan
        }
    }

    /// Finds the place of `plan`, for which there is room at the top.
    private mutating func sink(_ plan: Plan) {
        plans.withUnsafeMutableBufferPointer { plans in
            var index = 0
            while true {
                var first = 4 * index + 1
                let end = min(first + 4, plans.count)
                guard first < end else { break }
                for child in first + 1..<end where plans[child].precedes(plans[first]) {
                    first = child
                }
                guard plans[first].precedes(plan) else { break }
                plans[index] = plans[first]
                index = first
            }
            plans[index] = plan
        }
    }
}
