import Synchronization

extension EventLoop {
    /// *(loop)* Calls `callback` once when `delay` has passed: not before it, and up to 2 ms later.
    @discardableResult
    package func after(_ delay: Duration, _ callback: @escaping () -> Void) -> Timer {
        confined.timers.insert(at: .now + delay, callback)
    }

    /// *(loop)* Ends a timer that has not fired.
    package func cancel(_ timer: Timer) {
        _ = confined.timers.remove(timer)
    }

    /// Waits for `delay` on the loop's timers, then goes on where the caller runs.
    ///
    /// Throws when the task is cancelled, at once, or when the loop is stopped.
    package func sleep(for delay: Duration) async throws(CancellationError) {
        let key = SleepKey()
        let woken = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let accepted = execute { self.beginSleep(key, delay, continuation) }
                if !accepted { continuation.resume(returning: false) }
            }
        } onCancel: {
            key.isCancelled.store(true, ordering: .releasing)
            execute { self.endSleep(key) }
        }
        if !woken { throw CancellationError() }
    }

    /// A cancellation that came first has set the flag; one that comes later finds the entry.
    private func beginSleep(
        _ key: SleepKey, _ delay: Duration, _ continuation: CheckedContinuation<Bool, Never>
    ) {
        let state = confined
        guard !key.isCancelled.load(ordering: .acquiring), !state.isStopping else {
            return continuation.resume(returning: false)
        }
        let id = ObjectIdentifier(key)
        let timer = after(delay) {
            state.sleepers.removeValue(forKey: id)?.continuation.resume(returning: true)
        }
        state.sleepers[id] = Sleeper(key: key, timer: timer, continuation: continuation)
    }

    private func endSleep(_ key: SleepKey) {
        let id = ObjectIdentifier(key)
        guard let sleeper = confined.sleepers.removeValue(forKey: id) else { return }
        cancel(sleeper.timer)
        sleeper.continuation.resume(returning: false)
    }

    func cancelSleepers(_ state: LoopState) {
        for sleeper in state.sleepers.values {
            _ = state.timers.remove(sleeper.timer)
            sleeper.continuation.resume(returning: false)
        }
        state.sleepers.removeAll()
    }
}

/// Names one sleep, and carries its cancellation.
final class SleepKey: Sendable {
    let isCancelled = Atomic(false)
}

/// A task that waits for a timer.
struct Sleeper {
    /// Held so that no other key gets the same identity.
    let key: SleepKey
    let timer: Timer
    let continuation: CheckedContinuation<Bool, Never>
}
