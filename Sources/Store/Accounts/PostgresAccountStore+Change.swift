package import Accounts
package import Events

extension PostgresAccountStore {
    package func change(
        _ email: EmailAddress, _ change: AccountChange, at now: Timestamp
    ) async throws(AccountError) -> ChangedAccount? {
        let changed = try await database.accountTransaction {
            transaction throws(PostgresError) -> ChangedAccount? in
            // Logins wait here, and then find the account as it is afterwards.
            let rows = try await transaction.query(
                """
                SELECT \(PostgresRow.accountColumns) FROM account WHERE email = $1
                FOR NO KEY UPDATE
                """, [.text(email.description)])
            guard let before = try rows.first?.account() else { return nil }
            let account = before.after(change, at: now)
            guard account != before else {
                return ChangedAccount(account: account, isOther: false, ended: [])
            }
            _ = try await transaction.queries([Self.update(to: account)])
            let ended = try await Self.revoke(
                .all(ofUser: account.id), because: change.reason, at: now, in: transaction)
            return ChangedAccount(
                account: account, isOther: true,
                ended: ended.map { RevokedSession(id: $0, at: now) })
        }
        if changed?.ended.isEmpty == false { committed() }
        return changed
    }

    private static func update(to account: Account) -> PostgresQuery {
        PostgresQuery(
            """
            UPDATE account
            SET role = $2, agency_id = $3, airline = $4, deactivated_at = $5, version = $6
            WHERE id = $1
            """,
            [
                .id(account.id), .text(account.role.rawValue), .id(account.agencyID),
                .text(account.airline), .time(account.deactivatedAt), .integer(account.version),
            ])
    }
}
