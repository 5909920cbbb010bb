/// Why an account's use case did not do what was asked.
package enum AccountError: Error, Equatable, Sendable {
    /// Another account has this address.
    case emailTaken
    /// No account has this address, or the password is another one; which of them is not said.
    case invalidCredentials
    /// Too many logins of this address and account; seconds until the next may be tried.
    case tooManyAttempts(retryAfterSeconds: Int)
    /// No credential was given where one is needed, or it is none of ours.
    case unauthenticated
    /// The token was ours and its time is over.
    case tokenExpired
    /// The token's session has been revoked.
    case tokenRevoked
    /// The refresh token had been used before; its whole family has been revoked.
    case refreshReused
    /// The store or the hasher cannot answer now. Whether a change happened is unknown only when
    /// the connection was lost during COMMIT.
    case unavailable
    /// The store refused what it was asked: a fault of ours, or of its schema, which trying again
    /// does not mend. Nothing has happened.
    case internalError
}
