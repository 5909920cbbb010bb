package import Events
import Synchronization

/// WebSocket tickets in this process's memory, for tests of what stands on the port.
package final class InMemoryWebSocketTickets: WebSocketTickets {
    private let tickets = Mutex<[SecretDigest: (principal: Principal, expiresAt: Timestamp)]>([:])

    /// No tickets.
    package init() {}

    package func issue(_ digest: SecretDigest, for principal: Principal, until expiry: Timestamp) {
        tickets.withLock { $0[digest] = (principal, expiry) }
    }

    package func redeem(_ digest: SecretDigest, at now: Timestamp) -> Principal? {
        guard let ticket = tickets.withLock({ $0.removeValue(forKey: digest) }),
            now < ticket.expiresAt
        else { return nil }
        return ticket.principal
    }
}
