package import Events

/// One login of one account; its refresh tokens are one family.
package struct Session: Sendable, Equatable {
    /// Names the session in tokens and events.
    package let id: UniqueID
    /// The account that logged in.
    package let userID: UniqueID
    /// When it began.
    package let createdAt: Timestamp

    /// A session with these values.
    package init(id: UniqueID, userID: UniqueID, createdAt: Timestamp) {
        self.id = id
        self.userID = userID
        self.createdAt = createdAt
    }
}

/// Why a session ended before its time.
package enum RevocationReason: String, Sendable, CaseIterable {
    /// The person logged out.
    case logout
    /// A refresh token came a second time: one of the two who had it had no right to it.
    case refreshReused = "refresh_reused"
    /// The account's role, agency or airline changed: rights are in the tokens, so whoever changes
    /// them ends the account's sessions in the same transaction.
    case roleChanged = "role_changed"
    /// The account was deactivated.
    case deactivated
}

/// A session that has been revoked, and when.
package struct RevokedSession: Sendable, Equatable {
    /// The session.
    package let id: UniqueID
    /// When it was revoked.
    package let at: Timestamp

    /// The session `id`, revoked at `at`.
    package init(id: UniqueID, at: Timestamp) {
        self.id = id
        self.at = at
    }
}
