import Synchronization

/// Tells those who wait that something has changed, so that nobody has to look again and again.
final class Bell: Sendable {
    private struct State {
        var rings = 0
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// How often it has rung.
    var rings: Int { state.withLock { $0.rings } }

    func ring() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            state.rings += 1
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns once it has rung more than `seen` times.
    func ring(after seen: Int) async {
        await withCheckedContinuation { continuation in
            let hasRung = state.withLock { state in
                if state.rings == seen { state.waiters.append(continuation) }
                return state.rings != seen
            }
            if hasRung { continuation.resume() }
        }
    }

    /// Returns once `isMet`, which whoever makes it so rings for.
    func wait(until isMet: () -> Bool) async {
        while true {
            let seen = rings
            if isMet() { return }
            await ring(after: seen)
        }
    }
}
