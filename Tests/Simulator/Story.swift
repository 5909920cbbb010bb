/// What happened, a line each: told only when somebody wants to read it.
///
/// A campaign runs seeds without a story. A seed that fails is run again with one: being the same
/// run, it tells what happened.
package final class Story {
    private let schedule: Schedule
    private let isTold: Bool
    /// The lines so far.
    package private(set) var lines: [String] = []

    init(of schedule: Schedule, isTold: Bool) {
        self.schedule = schedule
        self.isTold = isTold
    }

    /// Adds a line: who, and what.
    func tell(_ who: @autoclosure () -> String, _ what: @autoclosure () -> String) {
        guard isTold else { return }
        lines.append("\(schedule.now.stamp) \(who().padded(10)) \(what())")
    }
}

extension Duration {
    /// Seconds with six decimals, for the margin of the story.
    var stamp: String {
        let (seconds, attoseconds) = components
        let micros = String(attoseconds / 1_000_000_000_000)
        let fraction = String(repeating: "0", count: 6 - micros.count) + micros
        let whole = String(seconds)
        return String(repeating: " ", count: max(0, 4 - whole.count)) + whole + "." + fraction
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
