/// Changes state and emits events, in one transaction each.
///
/// `body` reads and locks rows and then decides. Its decision is written, its events go to the
/// outbox as the last statement, and the transaction is committed; when it throws, nothing has
/// happened. `body` may run up to three times (deadlock, serialization failure, a locator that
/// is taken), so it changes nothing but through its decision. Rows are locked in one order
/// everywhere: flight, booking, seat locks by id, seats by flight and designator, agency. No lock
/// is waited for longer than 3 s: then `unavailable` is thrown.
package protocol BookingStore: Sendable {
    /// Runs `body` in a transaction.
    func transact<Outcome: Sendable>(
        _ body: (any BookingTransaction) async throws(BookingError) -> Decision<Outcome>
    ) async throws(BookingError) -> Committed<Outcome>

    /// Runs `body` in a transaction that also stores its reply under the key.
    ///
    /// A repeat with the same fingerprint gets the stored reply, and nothing that `body` decides
    /// happens: it runs up to its first read at the most, which throws then. Throws
    /// `idempotencyInProgress` at once while another transaction holds the key, and
    /// `idempotencyKeyReused` for another fingerprint. A body that throws leaves the key unused.
    /// Keys are kept for at least 24 h.
    func transact(
        _ claim: IdempotencyClaim,
        _ body: (any BookingTransaction) async throws(BookingError) -> Decision<Reply>
    ) async throws(BookingError) -> Committed<Reply>
}

extension BookingStore {
    /// Runs `body` in a transaction, under a key if the caller gave one.
    package func transact(
        under claim: IdempotencyClaim?,
        _ body: (any BookingTransaction) async throws(BookingError) -> Decision<Reply>
    ) async throws(BookingError) -> Committed<Reply> {
        if let claim {
            try await transact(claim, body)
        } else {
            try await transact(body)
        }
    }
}
