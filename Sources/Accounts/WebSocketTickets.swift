package import Events

/// One-use tickets by which a browser, which cannot set headers, opens a WebSocket.
///
/// A ticket issued on one node can be redeemed on any other.
package protocol WebSocketTickets: Sendable {
    /// Stores a ticket for `principal` that is good until `expiry`.
    func issue(
        _ digest: SecretDigest, for principal: Principal, until expiry: Timestamp
    ) async throws(AccountError)

    /// Takes the ticket away and says whom it was for; nil when there is none or it has expired.
    ///
    /// Of two calls with the same ticket at most one gets an answer.
    func redeem(
        _ digest: SecretDigest, at now: Timestamp
    ) async throws(AccountError) -> Principal?
}
