package import Booking
package import Events

extension Database {
    /// Adds agencies whose balances are their first deposits, made by the account `person`;
    /// those that are there already are left as they are.
    package func add(
        _ agencies: [Agency], by person: UniqueID
    ) async throws(PostgresError) {
        _ = try await query(
            """
            WITH made AS (
                INSERT INTO agency (id, name, currency, balance, version)
                SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])
                ON CONFLICT DO NOTHING RETURNING *
            )
            INSERT INTO ledger (id, agency_id, kind, amount, balance_after, currency, created_by,
                at)
            SELECT gen_random_uuid(), id, 'deposit', balance, balance, currency, $6,
                clock_timestamp()
            FROM made
            """,
            [
                .ids(agencies.map(\.id)), .texts(agencies.map(\.name)),
                .texts(agencies.map(\.balance.currency.code)),
                .integers(agencies.map(\.balance.minorUnits)), .integers(agencies.map(\.version)),
                .id(person),
            ])
    }
}
