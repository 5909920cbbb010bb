import Synchronization

/// Something that a loop has to run.
enum Work: Sendable {
    case job(UnownedJob)
    case closure(@Sendable () -> Void)
}

/// What other threads have given to a loop and it has not taken yet.
///
/// It has no bound of its own, since a task's job cannot be refused: those who send bound what they
/// have in flight.
final class Mailbox: Sendable {
    struct State {
        var work: [Work] = []
        /// The loop waits in the kernel, or is about to: it must be woken by the eventfd.
        var parked = false
        var stopping = false
        var ended = false
    }

    private let state = Mutex(State())

    /// What the sender has to do after adding work.
    enum Addition {
        case nothing
        case wake
        /// The loop has ended, and the work was dropped.
        case ended
    }

    func add(_ work: Work) -> Addition {
        state.withLock { state in
            guard !state.ended else { return .ended }
            state.work.append(work)
            defer { state.parked = false }
            return state.parked ? .wake : .nothing
        }
    }

    /// Asks the loop to end; true when the caller has to wake it.
    func stop() -> Bool {
        state.withLock { state in
            state.stopping = true
            defer { state.parked = false }
            return state.parked
        }
    }

    /// Called before waiting: false when there is work, so that the loop must not wait.
    func park() -> Bool {
        state.withLock { state in
            state.parked = state.work.isEmpty && !state.stopping
            return state.parked
        }
    }

    /// Exchanges all work for the empty `spare`, whose storage is used again; returns whether the
    /// loop was asked to end.
    func take(into spare: inout [Work]) -> Bool {
        state.withLock { state in
            state.parked = false
            swap(&state.work, &spare)
            return state.stopping
        }
    }

    /// Ends the taking of work, unless there is some: then the loop has to run once more.
    func end() -> Bool {
        state.withLock { state in
            state.ended = state.work.isEmpty
            return state.ended
        }
    }
}
