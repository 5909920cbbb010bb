package import Events

/// Keeps accounts, sessions and refresh tokens.
///
/// Each call is one transaction: it happens whole or, when it throws, not at all. The events it
/// names are written to the outbox in that transaction. Throws `unavailable` when the database
/// does not answer, and besides it only what a call names.
package protocol AccountStore: Sendable {
    /// Adds an account with its password's hash, and emits `user:registered`.
    ///
    /// Throws `emailTaken`, also when two registrations race for one address.
    func add(_ account: Account, passwordHash: String) async throws(AccountError)

    /// The account with this address and its password's hash.
    func credentials(of email: EmailAddress) async throws(AccountError) -> StoredCredentials?

    /// The account with this id.
    func account(_ id: UniqueID) async throws(AccountError) -> Account?

    /// Opens a session with its first refresh token; nil, and nothing happens, when its account is
    /// deactivated.
    ///
    /// Returns the account as it is then: a change of the account is either in it, or ends this
    /// session too, so that no login can overtake it.
    func open(
        _ session: Session, refresh: RefreshToken
    ) async throws(AccountError) -> Account?

    /// Changes the account with this address, and revokes its sessions when that makes a
    /// difference, emitting `session:revoked` for each of them; nil when there is no such account.
    func change(
        _ email: EmailAddress, _ change: AccountChange, at now: Timestamp
    ) async throws(AccountError) -> ChangedAccount?

    /// Exchanges a refresh token for the next one of its family.
    ///
    /// Of two calls with the same token one rotates and the other finds it reused, however close
    /// they are; a reuse revokes the session and emits `session:revoked` in the same transaction.
    func rotate(
        _ used: SecretDigest, to next: RefreshToken, at now: Timestamp
    ) async throws(AccountError) -> RefreshRotation

    /// Revokes sessions that are not revoked yet, emitting `session:revoked` for each of them.
    func revoke(
        _ sessions: SessionSelection, because reason: RevocationReason, at now: Timestamp
    ) async throws(AccountError) -> [UniqueID]

    /// The sessions revoked at or after `start`, oldest first.
    func revokedSessions(since start: Timestamp) async throws(AccountError) -> [RevokedSession]

    /// Forgets sessions whose refresh tokens have all expired before `now`; a number at a time.
    func purgeSessions(expiredBefore now: Timestamp, limit: Int) async throws(AccountError) -> Int
}

/// An account with what proves its password.
package struct StoredCredentials: Sendable, Equatable {
    /// The account.
    package let account: Account
    /// What `PasswordHasher` made of its password.
    package let passwordHash: String

    /// The credentials of `account`.
    package init(account: Account, passwordHash: String) {
        self.account = account
        self.passwordHash = passwordHash
    }
}

/// A refresh token as it is stored.
package struct RefreshToken: Sendable, Equatable {
    /// The SHA-256 of what the client holds.
    package let digest: SecretDigest
    /// When it stops being good.
    package let expiresAt: Timestamp

    /// A token with these values.
    package init(digest: SecretDigest, expiresAt: Timestamp) {
        self.digest = digest
        self.expiresAt = expiresAt
    }
}

/// What became of a refresh token that was presented.
package enum RefreshRotation: Sendable, Equatable {
    /// It was good; the next one is stored. The account is as it is now.
    case rotated(account: Account, session: UniqueID)
    /// It had been used before; the session is revoked now, if it was not before.
    case reused
    /// Its time was over.
    case expired
    /// Its session had been revoked.
    case revoked
    /// Nobody was ever given it, or it was purged.
    case unknown
}

/// Which sessions are meant.
package enum SessionSelection: Sendable, Equatable {
    /// One session.
    case one(UniqueID)
    /// Every session of an account.
    case all(ofUser: UniqueID)
}
