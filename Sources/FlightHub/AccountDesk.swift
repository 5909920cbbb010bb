import Accounts
import Credentials
import Events
import Store

/// Opens and changes accounts from the command line: what nobody can by REST.
struct AccountDesk {
    let store: PostgresAccountStore
    let hasher = BcryptHasher()

    /// Opens them in a database; a node that runs on it publishes the events.
    init(_ database: Database) { store = PostgresAccountStore(database, committed: {}) }

    /// Adds an account and returns its id; throws `emailTaken` when there is one.
    func add(
        _ email: EmailAddress, _ password: Password, _ profile: Profile, role: Role,
        agency: UniqueID? = nil, airline: String? = nil
    ) async throws(AccountError) -> UniqueID {
        let account = Account(
            id: .random(), email: email, profile: profile, role: role, agencyID: agency,
            airline: airline, createdAt: WallClock.now())
        try await store.add(account, passwordHash: hasher.hash(password))
        return account.id
    }

    /// Changes the account with this address and ends its sessions, whose sockets nodes close when
    /// they get the events; nil when there is none.
    func change(
        _ email: EmailAddress, _ change: AccountChange
    ) async throws(AccountError) -> ChangedAccount? {
        try await store.change(email, change, at: WallClock.now())
    }
}
