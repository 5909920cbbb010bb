package import Events

extension Authentication {
    /// Exchanges a refresh token for a new pair.
    ///
    /// Throws `refreshReused` when it had been used before (its session is revoked with it),
    /// `tokenExpired`, `tokenRevoked`, or `unauthenticated` when it was never ours.
    package func refresh(
        _ text: String, at now: Timestamp
    ) async throws(AccountError) -> Login {
        guard let used = Secret(text) else { throw .unauthenticated }
        let (secret, next) = makeRefreshToken(at: now)
        switch try await store.rotate(sha256.digest(used), to: next, at: now) {
        case .rotated(let account, let session):
            return try await login(account, session, secret, next, at: now)
        case .reused: throw .refreshReused
        case .expired: throw .tokenExpired
        case .revoked: throw .tokenRevoked
        case .unknown: throw .unauthenticated
        }
    }

    /// Ends the session of `principal`, or all of its account; tokens and sockets end with them.
    ///
    /// This node refuses the tokens at once, the others when the event reaches them.
    package func logout(
        _ principal: Principal, allDevices: Bool, at now: Timestamp
    ) async throws(AccountError) {
        let selection: SessionSelection =
            allDevices ? .all(ofUser: principal.userID) : .one(principal.sessionID)
        let ended = try await store.revoke(selection, because: .logout, at: now)
        for session in ended { revoked.insert(RevokedSession(id: session, at: now)) }
    }

    /// Who an access token speaks for.
    ///
    /// Throws `tokenExpired`, `tokenRevoked`, or `unauthenticated` for one that is not ours.
    package func principal(
        accessToken: String, at now: Timestamp
    ) async throws(AccountError) -> Principal {
        let principal: Principal
        do throws(AccessTokenError) {
            principal = try await tokens.verify(accessToken, at: now)
        } catch {
            switch error {
            case .expired: throw .tokenExpired
            case .forged, .unsigned: throw .unauthenticated
            }
        }
        guard !revoked.refuses(principal) else { throw .tokenRevoked }
        return principal
    }

    /// Whether the session of `principal` was revoked, as far as this node knows.
    package func isRevoked(_ principal: Principal) -> Bool { revoked.refuses(principal) }

    /// A one-use ticket for `principal`'s next WebSocket, and when it stops being good.
    package func issueTicket(
        for principal: Principal, at now: Timestamp
    ) async throws(AccountError) -> (ticket: Secret, expiresAt: Timestamp) {
        let ticket = Secret.random()
        let expiry = min(now + configuration.ticketLifetime, principal.expiresAt)
        try await tickets.issue(sha256.digest(ticket), for: principal, until: expiry)
        return (ticket, expiry)
    }

    /// Who a ticket was issued for; it is used up.
    ///
    /// Throws as `principal(accessToken:at:)` does.
    package func principal(
        ticket text: String, at now: Timestamp
    ) async throws(AccountError) -> Principal {
        guard let ticket = Secret(text),
            let principal = try await tickets.redeem(sha256.digest(ticket), at: now)
        else { throw .unauthenticated }
        guard !revoked.refuses(principal) else { throw .tokenRevoked }
        return principal
    }

    /// Reads from the store which sessions' tokens must be refused; called whenever a node begins
    /// to take in `session:revoked` events from some position on, after that position was read.
    package func loadRevokedSessions(at now: Timestamp) async throws(AccountError) {
        let start = now - configuration.accessLifetime
        for session in try await store.revokedSessions(since: start) { revoked.insert(session) }
    }
}
