/// What an operator changes about an account; each ends the account's sessions, whose tokens say
/// what was true before.
package enum AccountChange: Sendable, Equatable {
    /// Another role, or another agency or airline.
    case position(Position)
    /// Nobody logs in to it any more.
    case deactivate
    /// It can be logged in to again.
    case reactivate

    /// Why the sessions end.
    package var reason: RevocationReason {
        switch self {
        case .position: .roleChanged
        case .deactivate, .reactivate: .deactivated
        }
    }
}

/// An account after a change, and the sessions that ended with it.
package struct ChangedAccount: Sendable, Equatable {
    /// As it is now.
    package let account: Account
    /// Whether it was something else before.
    package let isOther: Bool
    /// The sessions that were revoked.
    package let ended: [RevokedSession]

    /// A change that was made.
    package init(account: Account, isOther: Bool, ended: [RevokedSession]) {
        self.account = account
        self.isOther = isOther
        self.ended = ended
    }
}
