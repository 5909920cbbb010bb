package import Events

/// What a person gives to get an account.
package struct Registration: Sendable, Equatable {
    /// What the person will log in with.
    package let email: EmailAddress
    /// What proves it.
    package let password: Password
    /// How to address the person.
    package let profile: Profile

    /// A registration with these values.
    package init(email: EmailAddress, password: Password, profile: Profile) {
        self.email = email
        self.password = password
        self.profile = profile
    }
}

extension Authentication {
    /// Makes a customer's account and logs it in.
    ///
    /// Throws `emailTaken` or `unavailable`.
    package func register(
        _ registration: Registration, at now: Timestamp
    ) async throws(AccountError) -> Login {
        let account = try await add(registration, as: .customer, at: now)
        return try await open(for: account, at: now)
    }

    /// Makes an account in any position: for operators and demo data, never for a request.
    ///
    /// Throws `emailTaken` or `unavailable`.
    @discardableResult
    package func add(
        _ registration: Registration, as position: Position, at now: Timestamp
    ) async throws(AccountError) -> Account {
        let account = Account(
            id: .random(), email: registration.email, profile: registration.profile,
            role: position.role, agencyID: position.agencyID, airline: position.airline,
            createdAt: now)
        let hash = try await hasher.hash(registration.password)
        try await store.add(account, passwordHash: hash)
        return account
    }

    /// Logs in from the address `peer`; all who come without one count as one.
    ///
    /// Throws `invalidCredentials` alike, and after the same time, for an address that nobody has,
    /// for a wrong password and for a deactivated account; `tooManyAttempts` before it looks at any.
    package func login(
        email: EmailAddress, password: String, from peer: String?, at now: Timestamp
    ) async throws(AccountError) -> Login {
        let key = LoginThrottle.Key(peer: peer, email: email)
        try throttle.attempt(key, at: now)
        let stored = try await store.credentials(of: email)
        let hash = stored?.passwordHash ?? Self.nobodysHash
        let matches = try await hasher.verify(Array(password.utf8), against: hash)
        guard matches, let stored, stored.account.deactivatedAt == nil else {
            throw .invalidCredentials
        }
        throttle.succeeded(key)
        return try await open(for: stored.account, at: now)
    }

    private func open(for account: Account, at now: Timestamp) async throws(AccountError) -> Login {
        let session = Session(id: .random(), userID: account.id, createdAt: now)
        let (secret, refresh) = makeRefreshToken(at: now)
        // The account may have changed since it was read.
        guard let account = try await store.open(session, refresh: refresh) else {
            throw .invalidCredentials
        }
        return try await login(account, session.id, secret, refresh, at: now)
    }

    /// A hash of the cost of ours that no password is known for.
    private static let nobodysHash = "$2b$10$8sUMFPg7QQQ5/nqpZdfMCO9oZz4FPI1Bb5fsCRDnPiPjOB4UVTd8a"
}

extension Authentication {
    func makeRefreshToken(at now: Timestamp) -> (Secret, RefreshToken) {
        let secret = Secret.random()
        let expiry = now + configuration.refreshLifetime
        return (secret, RefreshToken(digest: sha256.digest(secret), expiresAt: expiry))
    }

    func login(
        _ account: Account, _ session: UniqueID, _ secret: Secret, _ refresh: RefreshToken,
        at now: Timestamp
    ) async throws(AccountError) -> Login {
        let expiry = now + configuration.accessLifetime
        let principal = account.principal(session: session, until: expiry)
        let token: String
        do throws(AccessTokenError) {
            token = try await tokens.sign(principal, version: account.version, at: now)
        } catch {
            throw .unavailable
        }
        return Login(
            account: account, sessionID: session, accessToken: token, accessExpiresAt: expiry,
            refreshToken: secret, refreshExpiresAt: refresh.expiresAt)
    }
}
