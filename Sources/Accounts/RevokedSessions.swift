import Events
import Synchronization

/// The sessions whose access tokens are refused before they expire.
///
/// Fed from `session:revoked` events as they come, and from the store when a node starts. An
/// entry is needed only as long as a token signed before the revocation can live. When there are
/// too many, the oldest makes room, and every token that was signed before that revocation is
/// refused: its holder refreshes it, which a revoked session cannot.
package final class RevokedSessions: Sendable {
    /// Limits of the set.
    package struct Configuration: Sendable {
        /// How long an access token lives: `domain.md` 1.13.
        package var tokenLifetime = Duration.seconds(3_600)
        /// The most sessions held: about 5 MB.
        package var capacity = 50_000

        /// The defaults.
        package init() {}
    }

    private struct State {
        var revoked: Set<UniqueID> = []
        var order: [RevokedSession] = []
        var oldest = 0
        /// Tokens signed at or before this are refused.
        var floor: Timestamp?
    }

    private let configuration: Configuration
    private let state = Mutex(State())

    /// An empty set.
    package init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// How many sessions are held.
    package var count: Int { state.withLock { $0.revoked.count } }

    /// Takes in a session that has been revoked; a second time changes nothing.
    package func insert(_ session: RevokedSession) {
        state.withLock { state in
            guard state.revoked.insert(session.id).inserted else { return }
            state.order.append(session)
            forget(&state, at: session.at)
        }
    }

    /// Whether a token of `principal` is refused.
    package func refuses(_ principal: Principal) -> Bool {
        state.withLock { state in
            if state.revoked.contains(principal.sessionID) { return true }
            guard let floor = state.floor else { return false }
            return principal.expiresAt - configuration.tokenLifetime <= floor
        }
    }

    /// Drops what no living token can name, then what is too much.
    private func forget(_ state: inout State, at now: Timestamp) {
        while state.oldest < state.order.count {
            let session = state.order[state.oldest]
            let over = now - session.at > configuration.tokenLifetime
            guard over || state.revoked.count > configuration.capacity else { break }
            if !over { state.floor = max(state.floor ?? session.at, session.at) }
            state.revoked.remove(session.id)
            state.oldest += 1
        }
        if state.oldest > 64, state.oldest * 2 > state.order.count {
            state.order.removeFirst(state.oldest)
            state.oldest = 0
        }
    }
}
