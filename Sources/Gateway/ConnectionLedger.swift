import Events
import Synchronization

/// Counts the node's connections over all loops, by address and by user.
///
/// One lock for each connection that comes or goes; nothing on the way of a frame.
package final class ConnectionLedger: Sendable {
    private struct State {
        var total = 0
        var addresses: [String: Int] = [:]
        var users: [UniqueID: Int] = [:]
    }

    private let limit: Int
    private let perAddress: Int?
    private let perUser: Int
    private let state = Mutex(State())

    /// An empty ledger with the limits of `configuration`.
    package init(_ configuration: GatewayConfiguration) {
        limit = configuration.connectionLimit
        perAddress = configuration.connectionsPerAddress
        perUser = configuration.connectionsPerUser
    }

    /// How many connections there are.
    package var count: Int { state.withLock { $0.total } }

    /// Counts a connection of `address`; false when there are too many.
    ///
    /// One without an address counts among all, and among nobody's own.
    func admit(address: String?) -> Bool {
        state.withLock { state in
            guard state.total < limit, increase(&state, address) else { return false }
            state.total += 1
            return true
        }
    }

    /// Forgets a connection that was admitted.
    func release(address: String?) {
        state.withLock { state in
            state.total -= 1
            decrease(&state, address)
        }
    }

    /// Counts a connection under another address than before; false, and nothing changes, when
    /// that one has too many.
    func move(from old: String?, to new: String?) -> Bool {
        guard perAddress != nil, old != new else { return true }
        return state.withLock { state in
            guard increase(&state, new) else { return false }
            decrease(&state, old)
            return true
        }
    }

    private func increase(_ state: inout State, _ address: String?) -> Bool {
        guard let perAddress, let address else { return true }
        guard state.addresses[address, default: 0] < perAddress else { return false }
        state.addresses[address, default: 0] += 1
        return true
    }

    private func decrease(_ state: inout State, _ address: String?) {
        if perAddress != nil, let address { Self.decrease(&state.addresses, address) }
    }

    /// Counts a WebSocket of `user`; false when there are too many.
    func admit(user: UniqueID) -> Bool {
        state.withLock { state in
            guard state.users[user, default: 0] < perUser else { return false }
            state.users[user, default: 0] += 1
            return true
        }
    }

    /// Forgets a WebSocket that was admitted.
    func release(user: UniqueID) {
        state.withLock { Self.decrease(&$0.users, user) }
    }

    private static func decrease<Key>(_ counts: inout [Key: Int], _ key: Key) {
        guard let count = counts[key] else { return }
        counts[key] = count > 1 ? count - 1 : nil
    }
}
