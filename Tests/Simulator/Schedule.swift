/// Virtual time: what happens next, and when.
///
/// Nothing waits. The clock stands still while something happens and then jumps to the next thing;
/// what is planned for one moment happens in the order in which it was planned.
final class Schedule {
    /// The time since the story began.
    private(set) var now: Duration = .zero
    private var agenda = Agenda()
    private var isStopped = false

    /// Plans `action` for `delay` from now.
    func after(_ delay: Duration, _ action: @escaping () -> Void) {
        agenda.add(action, at: moment(after: delay))
    }

    /// Plans `action` for `time`, or for now if that is over.
    func at(_ time: Duration, _ action: @escaping () -> Void) {
        agenda.add(action, at: max(now.attoseconds, time.attoseconds))
    }

    /// Plans the next step of `errand` for `delay` from now.
    func after(_ delay: Duration, _ errand: Errand) {
        agenda.add(errand, at: moment(after: delay))
    }

    /// Plans the next step of `errand` for `time`, or for now if that is over.
    func at(_ time: Duration, _ errand: Errand) {
        agenda.add(errand, at: max(now.attoseconds, time.attoseconds))
    }

    private func moment(after delay: Duration) -> Int128 {
        now.attoseconds + max(0, delay.attoseconds)
    }

    /// Does everything that is planned up to `end`, unless it is stopped.
    func run(until end: Duration) {
        while !isStopped, let time = agenda.nextTime(until: end.attoseconds) {
            now = Duration(attoseconds: time)
            if let errand = agenda.removeErrand() {
                errand.proceed()
            } else if let action = agenda.removeAction() {
                action()
            }
        }
        if !isStopped { now = max(now, end) }
    }

    /// Ends the run after what happens just now.
    func stop() { isStopped = true }

    /// Forgets what is planned, and with it all that the plans hold on to.
    func clear() { agenda = Agenda() }
}
