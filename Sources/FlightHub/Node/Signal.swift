import Net
import Synchronization

/// Something that happens once, and that others wait for.
final class Signal: Sendable {
    private struct State {
        var hasHappened = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// It has happened; a second call changes nothing.
    func send() {
        let waiters = state.withLock { state in
            state.hasHappened = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns once it has happened, or after `limit`; whether it has happened.
    func wait(atMost limit: Duration, on loop: EventLoop) async -> Bool {
        var expiry: Task<Void, Never>?
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.hasHappened { state.waiters.append(continuation) }
                return state.hasHappened
            }
            if isOver { return continuation.resume() }
            // Not before somebody waits, whom it would else leave waiting for ever.
            expiry = Task(executorPreference: loop) {
                guard (try? await loop.sleep(for: limit)) != nil else { return }
                self.expire()
            }
        }
        expiry?.cancel()
        return state.withLock { $0.hasHappened }
    }

    /// Lets those go who wait.
    private func expire() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
