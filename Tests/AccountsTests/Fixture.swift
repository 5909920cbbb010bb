import Accounts
import Events
import Testing

/// The use cases over ports that are quick and predictable.
struct Fixture {
    let store = InMemoryAccountStore()
    let revoked = RevokedSessions()
    let start = Timestamp(seconds: 1_800_000_000)
    let authentication: Authentication

    init() {
        authentication = Authentication(
            store: store, hasher: PlainHasher(), tokens: PlainTokens(),
            tickets: InMemoryWebSocketTickets(), sha256: PlainDigest(), revoked: revoked)
    }

    func register(_ address: String = "customer@flighthub.test") async throws -> Login {
        try await authentication.register(
            Registration(
                email: try #require(EmailAddress(address)),
                password: try Password("flighthub-demo"),
                profile: Profile(givenName: "Ada", familyName: "Byron")),
            at: start)
    }

    func login(
        _ address: String = "customer@flighthub.test", password: String = "flighthub-demo",
        at now: Timestamp? = nil
    ) async throws -> Login {
        try await authentication.login(
            email: try #require(EmailAddress(address)), password: password, from: "127.0.0.1",
            at: now ?? start)
    }
}

struct PlainHasher: PasswordHasher {
    func hash(_ password: Password) -> String { String(decoding: password.bytes, as: UTF8.self) }
    func verify(_ password: [UInt8], against hash: String) -> Bool { Array(hash.utf8) == password }
}

struct PlainDigest: SHA256Hasher {
    func sha256(_ bytes: [UInt8]) -> [UInt8] { bytes }
}

struct PlainTokens: AccessTokens {
    func sign(_ principal: Principal, version: Int64, at now: Timestamp) -> String {
        "\(principal.userID) \(principal.role.rawValue) \(principal.sessionID)"
            + " \(principal.expiresAt.seconds)"
    }

    func verify(_ token: String, at now: Timestamp) throws(AccessTokenError) -> Principal {
        let parts = token.split(separator: " ")
        guard parts.count == 4, let user = UniqueID(parts[0]),
            let role = Role(rawValue: "\(parts[1])"),
            let session = UniqueID(parts[2]), let seconds = Int64(parts[3])
        else { throw .forged }
        guard now.seconds < seconds else { throw .expired }
        return Principal(
            userID: user, role: role, sessionID: session, expiresAt: Timestamp(seconds: seconds))
    }
}
