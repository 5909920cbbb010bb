import Accounts
import Events

extension PostgresRow {
    /// The twelve columns that `account()` reads, of a table named `account`.
    static let accountColumns = """
        account.id, account.email, account.given_name, account.family_name, account.phone,
        account.locale, account.role, account.agency_id, account.airline, account.created_at,
        account.version, account.deactivated_at
        """

    /// The account in a row that begins with `accountColumns`.
    func account() throws(PostgresError) -> Account {
        guard let email = EmailAddress(try text(1)), let role = Role(rawValue: try text(6)) else {
            throw .column("email")
        }
        let profile = Profile(
            givenName: try text(2), familyName: try text(3), phone: try textIfPresent(4),
            locale: try textIfPresent(5))
        return Account(
            id: try id(0), email: email, profile: profile, role: role,
            agencyID: try idIfPresent(7), airline: try textIfPresent(8), createdAt: try time(9),
            deactivatedAt: try timeIfPresent(11), version: try int64(10))
    }
}
