import Events
import Synchronization

/// A booking store in memory: for tests of what stands on the ports, and for the simulator.
///
/// A transaction works on a copy and is committed if nobody committed meanwhile, else it runs
/// again: nothing blocks, so `idempotencyInProgress` never happens here.
package final class InMemoryBookingStore: BookingStore {
    private let state: Mutex<InMemoryBookingState>

    /// A store that begins with `state`.
    package init(_ state: InMemoryBookingState) {
        self.state = Mutex(state)
    }

    /// The state as it is now.
    package var current: InMemoryBookingState { state.withLock { $0 } }

    /// Changes the state outside of any transaction, such as its clock.
    package func update(_ change: (inout InMemoryBookingState) -> Void) {
        state.withLock { state in
            change(&state)
            state.generation += 1
        }
    }

    package func transact<Outcome: Sendable>(
        _ body: (any BookingTransaction) async throws(BookingError) -> Decision<Outcome>
    ) async throws(BookingError) -> Committed<Outcome> {
        while true {
            let seen = current
            let decision = try await body(InMemoryBookingTransaction(state: seen))
            if commit(decision, over: seen, storing: nil) {
                return Committed(outcome: decision.outcome, at: seen.now)
            }
        }
    }

    package func transact(
        _ claim: IdempotencyClaim,
        _ body: (any BookingTransaction) async throws(BookingError) -> Decision<Reply>
    ) async throws(BookingError) -> Committed<Reply> {
        let key = InMemoryBookingState.ReplyKey(principal: claim.principal, key: claim.key)
        while true {
            let seen = current
            if let stored = seen.replies[key] {
                guard stored.fingerprint == claim.fingerprint else { throw .idempotencyKeyReused }
                return Committed(outcome: stored.reply, at: seen.now, isReplay: true)
            }
            let decision = try await body(InMemoryBookingTransaction(state: seen))
            let reply = InMemoryBookingState.StoredReply(
                fingerprint: claim.fingerprint, reply: decision.outcome)
            if commit(decision, over: seen, storing: (key, reply)) {
                return Committed(outcome: decision.outcome, at: seen.now)
            }
        }
    }

    private func commit<Outcome>(
        _ decision: Decision<Outcome>, over seen: InMemoryBookingState,
        storing stored: (InMemoryBookingState.ReplyKey, InMemoryBookingState.StoredReply)?
    ) -> Bool {
        state.withLock { state in
            guard state.generation == seen.generation else { return false }
            for write in decision.writes { state.apply(write) }
            state.outbox += decision.events
            if let (key, reply) = stored { state.replies[key] = reply }
            state.generation += 1
            return true
        }
    }
}
