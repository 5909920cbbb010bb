import CLinux
import Glibc
import Synchronization

extension EventLoop {
    /// How often a turn looks for more jobs, and for more end-of-turn callbacks, before it lets the
    /// descriptors have their turn again.
    private static let roundLimit = 64
    private static let eventLimit = 256

    /// Runs turns until the loop is stopped and has nothing left to do.
    func run() {
        let state = confined
        let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: Self.eventLimit)
        defer { unsafe events.deallocate() }
        repeat {
            let count = unsafe wait(state, events)
            state.now = .now
            turnBegan.store(state.now.nanoseconds, ordering: .relaxed)
            for index in 0..<count {
                let (kinds, token) = unsafe (events[index].events, events[index].data.u64)
                if token != Self.wakeupToken { dispatch(state, token, kinds) }
            }
            fireTimers(state)
            runJobs(state)
            runHooks(state)
            measure(state)
        } while !hasEnded(state)
        clear(state)
    }

    /// Waits for the kernel, unless there is something to do; returns the number of its events.
    private func wait(
        _ state: LoopState, _ events: UnsafeMutableBufferPointer<epoll_event>
    ) -> Int {
        let idle = state.local.isEmpty && state.hooks.isEmpty && mailbox.park()
        let timeout = idle ? milliseconds(until: state.timers.nextDeadline) : 0
        turnBegan.store(0, ordering: .relaxed)
        let count = unsafe epoll_wait(
            epoll.number, events.baseAddress, Int32(events.count), timeout)
        precondition(count >= 0 || errno == EINTR, "epoll_wait: \(Errno.last)")
        return Int(max(0, count))
    }

    private func milliseconds(until deadline: MonotonicTime?) -> Int32 {
        guard let deadline else { return -1 }
        let now = MonotonicTime.now
        guard deadline > now else { return 0 }
        let rounded = (deadline.nanoseconds - now.nanoseconds + 999_999) / 1_000_000
        return Int32(min(rounded, UInt64(Int32.max)))
    }

    private func fireTimers(_ state: LoopState) {
        var due: [Timer] = []
        swap(&due, &state.due)
        state.timers.advance(to: state.now, due: &due)
        for timer in due { state.timers.remove(timer)?() }
        due.removeAll(keepingCapacity: true)
        swap(&due, &state.due)
    }

    private func runJobs(_ state: LoopState) {
        for _ in 0..<Self.roundLimit {
            guard runRound(state) else { return }
        }
    }

    /// Runs what is there now, from this thread and then from others; false if that was nothing.
    private func runRound(_ state: LoopState) -> Bool {
        var work: [Work] = []
        swap(&work, &state.spare)
        swap(&work, &state.local)
        var count = work.count
        run(&work)
        state.isStopping = mailbox.take(into: &work)
        count += work.count
        run(&work)
        swap(&work, &state.spare)
        return count > 0
    }

    private func run(_ work: inout [Work]) {
        for item in work {
            switch item {
            case .closure(let closure): closure()
            case .job(let job):
                unsafe job.runSynchronously(
                    isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
            }
        }
        work.removeAll(keepingCapacity: true)
    }

    private func runHooks(_ state: LoopState) {
        for _ in 0..<Self.roundLimit where !state.hooks.isEmpty {
            var hooks: [() -> Void] = []
            swap(&hooks, &state.hooks)
            for hook in hooks { hook() }
        }
    }

    private func measure(_ state: LoopState) {
        let now = MonotonicTime.now.nanoseconds
        if state.turns.add(now - state.now.nanoseconds, at: now) {
            longestTurn.store(state.turns.value, ordering: .relaxed)
        }
    }

    private func hasEnded(_ state: LoopState) -> Bool {
        guard state.isStopping else { return false }
        cancelSleepers(state)
        return state.local.isEmpty && state.hooks.isEmpty && mailbox.end()
    }

    /// Lets go of everything on the loop's thread, where callbacks expect to be released.
    private func clear(_ state: LoopState) {
        for handler in state.watches.handlers { handler.loopEnded() }
        state.watches = WatchTable()
        state.timers = TimerWheel(now: state.now)
        state.spare = []
    }

    /// The longest time between two waits in the last one to two minutes, the turn that goes on now
    /// included.
    ///
    /// From any thread. It is how late a descriptor or a timer may have been served.
    package var longestRecentTurn: Duration {
        max(turnLength, .nanoseconds(Int64(longestTurn.load(ordering: .relaxed))))
    }

    /// How long the turn has lasted that goes on now; zero while the loop waits.
    ///
    /// From any thread. Nobody who lives on the loop answers before it is over.
    package var turnLength: Duration {
        let began = turnBegan.load(ordering: .relaxed)
        return began == 0 ? .zero : MonotonicTime.now - MonotonicTime(nanoseconds: began)
    }

    /// *(loop)* Runs `callback` once at the end of this turn, after every job and before waiting.
    ///
    /// Here writes are coalesced: whatever a turn produced for a connection leaves in one call.
    package func atEndOfTurn(_ callback: @escaping () -> Void) {
        confined.hooks.append(callback)
    }

    /// *(loop)* Runs `callback` once in the next turn, after the descriptors have been looked at.
    ///
    /// What `execute` is given may run in this turn still.
    package func inNextTurn(_ callback: @escaping @Sendable () -> Void) {
        // A job that is given by the end of a turn is run in the next one.
        atEndOfTurn { self.execute(callback) }
    }

    /// *(loop)* The clock at the beginning of this turn.
    package var now: MonotonicTime { confined.now }
}
