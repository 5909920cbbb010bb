/// Virtual time: what happens next, and when.
///
/// Nothing waits. The clock stands still while something happens and then jumps to the next thing;
/// what is planned for one moment happens in the order in which it was planned.
final class Schedule {
    private struct Plan {
        let time: Duration
        let number: Int
        let action: () -> Void

        func precedes(_ other: Plan) -> Bool {
            time == other.time ? number < other.number : time < other.time
        }
    }

    /// The time since the story began.
    private(set) var now: Duration = .zero
    /// A binary heap with the next plan on top.
    private var plans: [Plan] = []
    private var lastNumber = 0

    /// Plans `action` for `delay` from now.
    func after(_ delay: Duration, _ action: @escaping () -> Void) {
        at(now + delay, action)
    }

    /// Plans `action` for `time`, or for now if that is over.
    func at(_ time: Duration, _ action: @escaping () -> Void) {
        lastNumber += 1
        plans.append(Plan(time: max(now, time), number: lastNumber, action: action))
        rise(plans.count - 1)
    }

    /// Does everything that is planned up to `end`, as long as `goesOn` says so.
    func run(until end: Duration, while goesOn: () -> Bool = { true }) {
        while let next = plans.first, next.time <= end, goesOn() {
            now = next.time
            removeFirst()
            next.action()
        }
        if goesOn() { now = max(now, end) }
    }

    private func removeFirst() {
        plans.swapAt(0, plans.count - 1)
        plans.removeLast()
        sink(0)
    }

    private func rise(_ start: Int) {
        var index = start
        while index > 0, plans[index].precedes(plans[(index - 1) / 2]) {
            plans.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private func sink(_ start: Int) {
        var index = start
        while true {
            var first = index
            for child in [2 * index + 1, 2 * index + 2]
            where child < plans.count && plans[child].precedes(plans[first]) {
                first = child
            }
            guard first != index else { return }
            plans.swapAt(index, first)
            index = first
        }
    }
}
