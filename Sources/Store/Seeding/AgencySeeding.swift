package import Booking
package import Events

extension Database {
    /// Adds an agency whose balance is its first deposit, made by the account `person`; an agency
    /// that is there already is left as it is.
    ///
    /// False when it was.
    package func add(_ agency: Agency, by person: UniqueID) async throws(PostgresError) -> Bool {
        let rows = try await query(
            """
            WITH made AS (
                INSERT INTO agency (id, name, currency, balance, version)
                VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING *
            )
            INSERT INTO ledger (id, agency_id, kind, amount, balance_after, currency, created_by,
                at)
            SELECT gen_random_uuid(), id, 'deposit', balance, balance, currency, $6,
                clock_timestamp()
            FROM made
            """,
            [
                .id(agency.id), .text(agency.name), .text(agency.balance.currency.code),
                .integer(agency.balance.minorUnits), .integer(agency.version), .id(person),
            ])
        return rows.affected == 1
    }
}
