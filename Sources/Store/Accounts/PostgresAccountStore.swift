package import Accounts
package import Events

/// Accounts, sessions and refresh tokens in PostgreSQL.
package struct PostgresAccountStore: AccountStore {
    let database: Database
    let committed: @Sendable () -> Void

    /// A store in `database`; `committed` is called after each commit that wrote events, to wake
    /// the sequencer.
    package init(_ database: Database, committed: @escaping @Sendable () -> Void) {
        self.database = database
        self.committed = committed
    }

    package func add(
        _ account: Account, passwordHash: String
    ) async throws(AccountError) {
        let insert = PostgresQuery(
            """
            INSERT INTO account (id, email, password_hash, given_name, family_name, phone, locale,
                role, agency_id, airline, created_at, version)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            [
                .id(account.id), .text(account.email.description), .text(passwordHash),
                .text(account.profile.givenName), .text(account.profile.familyName),
                .text(account.profile.phone), .text(account.profile.locale),
                .text(account.role.rawValue), .id(account.agencyID), .text(account.airline),
                .time(account.createdAt), .integer(account.version),
            ])
        let event = AccountEvents.registered(account)
        _ = try await database.accountTransaction { transaction throws(PostgresError) in
            // Waiting for the address comes first, so that no id of the outbox is taken meanwhile.
            _ = try await transaction.queries([insert, Outbox.insert([event])])
        }
        committed()
    }

    package func credentials(
        of email: EmailAddress
    ) async throws(AccountError) -> StoredCredentials? {
        let rows = try await database.accountQuery(
            "SELECT \(PostgresRow.accountColumns), password_hash FROM account WHERE email = $1",
            [.text(email.description)])
        guard let row = rows.first else { return nil }
        return try readingAccounts { () throws(PostgresError) in
            StoredCredentials(account: try row.account(), passwordHash: try row.text(12))
        }
    }

    package func account(_ id: UniqueID) async throws(AccountError) -> Account? {
        let rows = try await database.accountQuery(
            "SELECT \(PostgresRow.accountColumns) FROM account WHERE id = $1", [.id(id)])
        guard let row = rows.first else { return nil }
        return try readingAccounts { () throws(PostgresError) in try row.account() }
    }
}
