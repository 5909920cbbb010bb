package import Events
import Synchronization

/// The use cases around logging in, over their ports.
///
/// Each takes the time as `now`; nothing here reads a clock.
package struct Authentication: Sendable {
    /// Lifetimes and limits.
    package struct Configuration: Sendable {
        /// How long an access token is good: `domain.md` 1.13.
        package var accessLifetime = Duration.seconds(3_600)
        /// How long a refresh token is good, counted from its own issue: `domain.md` 1.13.
        package var refreshLifetime = Duration.seconds(7 * 86_400)
        /// How long a WebSocket ticket is good: `domain.md` 2.1.
        package var ticketLifetime = Duration.seconds(30)
        /// The limits of the login throttle.
        package var throttle = LoginThrottle.Configuration()

        /// The defaults.
        package init() {}
    }

    /// Lifetimes and limits, as given.
    package let configuration: Configuration
    let store: any AccountStore
    let hasher: any PasswordHasher
    let tokens: any AccessTokens
    let tickets: any WebSocketTickets
    let sha256: any SHA256Hasher
    let revoked: RevokedSessions
    let throttle: Throttle

    /// The use cases over these ports.
    ///
    /// `revoked` is shared with whoever feeds it.
    package init(
        store: any AccountStore, hasher: any PasswordHasher, tokens: any AccessTokens,
        tickets: any WebSocketTickets, sha256: any SHA256Hasher, revoked: RevokedSessions,
        configuration: Configuration = Configuration()
    ) {
        self.store = store
        self.hasher = hasher
        self.tokens = tokens
        self.tickets = tickets
        self.sha256 = sha256
        self.revoked = revoked
        self.configuration = configuration
        throttle = Throttle(LoginThrottle(configuration.throttle))
    }

    /// The throttle that all loops share.
    final class Throttle: Sendable {
        private let value: Mutex<LoginThrottle>

        init(_ value: LoginThrottle) {
            self.value = Mutex(value)
        }

        func attempt(_ key: LoginThrottle.Key, at now: Timestamp) throws(AccountError) {
            if let seconds = value.withLock({ $0.attempt(key, at: now) }) {
                throw .tooManyAttempts(retryAfterSeconds: seconds)
            }
        }

        func succeeded(_ key: LoginThrottle.Key) {
            value.withLock { $0.succeeded(key) }
        }
    }
}

/// What a client is given when it has logged in.
package struct Login: Sendable, Equatable {
    /// Who logged in.
    package let account: Account
    /// The session that was opened, or goes on.
    package let sessionID: UniqueID
    /// For `Authorization: Bearer`.
    package let accessToken: String
    /// When the access token stops being good.
    package let accessExpiresAt: Timestamp
    /// For the next pair; used once.
    package let refreshToken: Secret
    /// When the refresh token stops being good.
    package let refreshExpiresAt: Timestamp
}
