package import Events

/// Signs and checks access tokens.
package protocol AccessTokens: Sendable {
    /// A token that says who `principal` is until it expires; `version` is the account's.
    func sign(
        _ principal: Principal, version: Int64, at now: Timestamp
    ) async throws(AccessTokenError) -> String

    /// Who `token` speaks for.
    ///
    /// Throws `expired` only for a token whose signature is good, `forged` for anything that this
    /// hub did not sign. Whether the session has been revoked is not its business.
    func verify(_ token: String, at now: Timestamp) async throws(AccessTokenError) -> Principal
}

/// Why an access token is no good.
package enum AccessTokenError: Error, Equatable, Sendable {
    /// It was ours, and its time is over.
    case expired
    /// It is not ours: malformed, of another key, algorithm, issuer or audience.
    case forged
    /// It could not be signed.
    case unsigned
}
