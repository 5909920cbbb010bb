package import Accounts
package import Events
package import Hub

/// Says who a credential speaks for.
package protocol CredentialResolver: Sendable {
    /// Whom the access token speaks for; one whose session is revoked is `invalid`.
    func principal(token: String) async throws(AuthenticationRefusal) -> Principal

    /// Whom the ticket was issued for. It is used up, whatever becomes of the connection.
    func principal(ticket: String) async throws(AuthenticationRefusal) -> Principal

    /// Whether the session of somebody who was let in has been revoked since, as far as this node
    /// knows; answers at once.
    func isRevoked(_ principal: Principal) -> Bool
}

/// Resolves credentials by the rules of `Accounts`.
package struct AccountCredentials: CredentialResolver {
    private let authentication: Authentication
    private let clock: @Sendable () -> Timestamp

    /// A resolver that asks `authentication`.
    package init(_ authentication: Authentication, clock: @escaping @Sendable () -> Timestamp) {
        self.authentication = authentication
        self.clock = clock
    }

    /// Whom the access token speaks for.
    package func principal(token: String) async throws(AuthenticationRefusal) -> Principal {
        do throws(AccountError) {
            return try await authentication.principal(accessToken: token, at: clock())
        } catch {
            throw AuthenticationRefusal(error)
        }
    }

    /// Whom the ticket was issued for; it is used up.
    package func principal(ticket: String) async throws(AuthenticationRefusal) -> Principal {
        do throws(AccountError) {
            return try await authentication.principal(ticket: ticket, at: clock())
        } catch {
            throw AuthenticationRefusal(error)
        }
    }

    /// Whether the session has been revoked since.
    package func isRevoked(_ principal: Principal) -> Bool { authentication.isRevoked(principal) }
}

extension AuthenticationRefusal {
    fileprivate init(_ error: AccountError) {
        switch error {
        case .tokenExpired: self = .expired
        case .unavailable, .internalError: self = .unavailable
        case .tokenRevoked, .unauthenticated, .emailTaken, .invalidCredentials,
            .tooManyAttempts, .refreshReused:
            self = .invalid
        }
    }
}
