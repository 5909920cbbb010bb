import Accounts
import Events
import Net
import Store
import Testing

/// The adapters of the accounts' ports; the same tests run over each of them.
enum AccountAdapter: CaseIterable, Sendable {
    case memory, postgres

    /// Runs `body` with empty stores of this kind.
    func run(_ body: (AccountPorts) async throws -> Void) async throws {
        switch self {
        case .memory:
            let store = InMemoryAccountStore()
            try await body(
                AccountPorts(store: store, tickets: InMemoryWebSocketTickets()) {
                    store.outbox.map(\.type)
                })
        case .postgres: try await runInPostgres(body)
        }
    }

    private func runInPostgres(_ body: (AccountPorts) async throws -> Void) async throws {
        try await Fixture.with { fixture in
            let database = fixture.database
            let ports = AccountPorts(
                store: PostgresAccountStore(database, committed: {}),
                tickets: PostgresWebSocketTickets(database)
            ) {
                let rows = try await database.query("SELECT type FROM outbox ORDER BY id")
                return try rows.map { try $0.text(0) }
            }
            try await body(ports)
        }
    }
}

/// The ports of one adapter, and a look at what they have emitted.
struct AccountPorts: Sendable {
    let store: any AccountStore
    let tickets: any WebSocketTickets
    let emitted: @Sendable () async throws -> [String]

    let start = Timestamp(microseconds: 1_800_000_000_123_456)

    /// An account that is stored, with a session and its first token.
    func signUp(
        _ address: String = "ada@flighthub.test", role: Role = .customer
    ) async throws -> (account: Account, session: Session, token: SecretDigest) {
        let account = Account(
            id: .random(), email: try #require(EmailAddress(address)),
            profile: Profile(givenName: "Ada", familyName: "Byron", phone: "+442071838750"),
            role: role, createdAt: start)
        try await store.add(account, passwordHash: "hash")
        let (session, token) = try await signIn(account)
        return (account, session, token)
    }

    /// Another session of an account.
    func signIn(_ account: Account) async throws -> (Session, SecretDigest) {
        let session = Session(id: .random(), userID: account.id, createdAt: start)
        let token = Self.digest()
        _ = try #require(try await store.open(session, refresh: refresh(token)))
        return (session, token)
    }

    func refresh(_ digest: SecretDigest = digest(), days: Int = 7) -> RefreshToken {
        RefreshToken(digest: digest, expiresAt: start + .seconds(days * 86_400))
    }

    static func digest() -> SecretDigest {
        SecretDigest(bytes: (0..<32).map { _ in .random(in: 0...255) })
    }
}
