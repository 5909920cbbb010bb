package import Events
import Synchronization

/// Accounts and sessions in this process's memory, for tests of what stands on the port.
package final class InMemoryAccountStore: AccountStore {
    private struct Token {
        let session: UniqueID
        let expiresAt: Timestamp
        var used = false
    }

    private struct State {
        var accounts: [UniqueID: StoredCredentials] = [:]
        var sessions: [UniqueID: Session] = [:]
        var revoked: [RevokedSession] = []
        var tokens: [SecretDigest: Token] = [:]
        var outbox: [NewEvent] = []
    }

    private let state = Mutex(State())

    /// An empty store.
    package init() {}

    /// The events that were emitted, in order.
    package var outbox: [NewEvent] { state.withLock { $0.outbox } }

    package func add(_ account: Account, passwordHash: String) throws(AccountError) {
        let taken = state.withLock { state in
            guard !state.accounts.values.contains(where: { $0.account.email == account.email })
            else { return true }
            state.accounts[account.id] = StoredCredentials(
                account: account, passwordHash: passwordHash)
            state.outbox.append(AccountEvents.registered(account))
            return false
        }
        if taken { throw .emailTaken }
    }

    package func credentials(of email: EmailAddress) -> StoredCredentials? {
        state.withLock { $0.accounts.values.first { $0.account.email == email } }
    }

    package func account(_ id: UniqueID) -> Account? {
        state.withLock { $0.accounts[id]?.account }
    }

    package func open(_ session: Session, refresh: RefreshToken) -> Account? {
        state.withLock { state in
            guard let account = state.accounts[session.userID]?.account,
                account.deactivatedAt == nil
            else { return nil }
            state.sessions[session.id] = session
            state.tokens[refresh.digest] = Token(
                session: session.id, expiresAt: refresh.expiresAt)
            return account
        }
    }

    package func change(
        _ email: EmailAddress, _ change: AccountChange, at now: Timestamp
    ) -> ChangedAccount? {
        state.withLock { state in
            guard let known = state.accounts.values.first(where: { $0.account.email == email })
            else { return nil }
            let account = known.account.after(change, at: now)
            guard account != known.account else {
                return ChangedAccount(account: account, isOther: false, ended: [])
            }
            state.accounts[account.id] = StoredCredentials(
                account: account, passwordHash: known.passwordHash)
            let sessions = state.sessions.values.filter { $0.userID == account.id }
            let ended = Self.revoke(sessions, in: &state, because: change.reason, at: now)
            return ChangedAccount(
                account: account, isOther: true,
                ended: ended.map { RevokedSession(id: $0, at: now) })
        }
    }

    package func rotate(
        _ used: SecretDigest, to next: RefreshToken, at now: Timestamp
    ) -> RefreshRotation {
        state.withLock { state in
            guard let token = state.tokens[used], let session = state.sessions[token.session],
                let account = state.accounts[session.userID]?.account
            else { return .unknown }
            if token.used {
                Self.revoke([session], in: &state, because: .refreshReused, at: now)
                return .reused
            }
            guard !state.revoked.contains(where: { $0.id == session.id }) else { return .revoked }
            guard now < token.expiresAt else { return .expired }
            state.tokens[used]?.used = true
            state.tokens[next.digest] = Token(session: session.id, expiresAt: next.expiresAt)
            return .rotated(account: account, session: session.id)
        }
    }

    package func revoke(
        _ sessions: SessionSelection, because reason: RevocationReason, at now: Timestamp
    ) -> [UniqueID] {
        state.withLock { state in
            let chosen =
                switch sessions {
                case .one(let id): state.sessions[id].map { [$0] } ?? []
                case .all(let user): state.sessions.values.filter { $0.userID == user }
                }
            return Self.revoke(chosen, in: &state, because: reason, at: now)
        }
    }

    package func revokedSessions(since start: Timestamp) -> [RevokedSession] {
        state.withLock { $0.revoked.filter { $0.at >= start } }
    }

    package func purgeSessions(expiredBefore now: Timestamp, limit: Int) -> Int {
        state.withLock { state in
            let living = Set(state.tokens.values.filter { $0.expiresAt >= now }.map(\.session))
            let dead = state.sessions.keys.filter { !living.contains($0) }.prefix(limit)
            for id in dead { state.sessions[id] = nil }
            state.tokens = state.tokens.filter { !dead.contains($0.value.session) }
            state.revoked.removeAll { dead.contains($0.id) }
            return dead.count
        }
    }

    @discardableResult
    private static func revoke(
        _ sessions: [Session], in state: inout State, because reason: RevocationReason,
        at now: Timestamp
    ) -> [UniqueID] {
        let already = Set(state.revoked.map(\.id))
        let ended = sessions.filter { !already.contains($0.id) }
        for session in ended {
            state.revoked.append(RevokedSession(id: session.id, at: now))
            state.outbox.append(
                AccountEvents.revoked(
                    session: session.id, of: session.userID, because: reason, at: now))
        }
        return ended.map(\.id)
    }
}
