import Synchronization

/// Lets only so many through at a time; the others wait in order, up to a limit.
package final class Gate: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Bool, Never>] = []
    }

    private let queue: Int
    private let state: Mutex<State>

    /// A gate with `width` places, before which `queue` callers may wait.
    package init(width: Int, queue: Int) {
        self.queue = queue
        state = Mutex(State(free: width))
    }

    /// How many wait.
    package var waiting: Int { state.withLock { $0.waiting.count } }

    /// Waits for a place; false, at once, when too many are waiting already.
    package func enter() async -> Bool {
        await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                guard state.waiting.count < queue else { return false }
                state.waiting.append(continuation)
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// Gives the place to the one who has waited longest.
    package func leave() {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume(returning: true)
    }
}
