package import Accounts
package import Events

/// WebSocket tickets in PostgreSQL, so that every node can redeem them.
package struct PostgresWebSocketTickets: WebSocketTickets {
    private let database: Database

    /// Tickets in `database`.
    package init(_ database: Database) {
        self.database = database
    }

    package func issue(
        _ digest: SecretDigest, for principal: Principal, until expiry: Timestamp
    ) async throws(AccountError) {
        // Each new ticket sweeps a few that nobody came for, so the table needs no job.
        _ = try await database.accountQuery(
            """
            WITH swept AS (
                DELETE FROM websocket_ticket WHERE digest IN (
                    SELECT digest FROM websocket_ticket
                    WHERE expires_at < $2::timestamptz - interval '5 minutes'
                    ORDER BY expires_at LIMIT 8 FOR UPDATE SKIP LOCKED)
            )
            INSERT INTO websocket_ticket (digest, expires_at, user_id, role, agency_id, airline,
                session_id, principal_expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .binary(digest.bytes), .time(expiry), .id(principal.userID),
                .text(principal.role.rawValue), .id(principal.agencyID), .text(principal.airline),
                .id(principal.sessionID), .time(principal.expiresAt),
            ])
    }

    package func redeem(
        _ digest: SecretDigest, at now: Timestamp
    ) async throws(AccountError) -> Principal? {
        let rows = try await database.accountQuery(
            """
            DELETE FROM websocket_ticket WHERE digest = $1
            RETURNING user_id, role, agency_id, airline, session_id, principal_expires_at,
                expires_at
            """, [.binary(digest.bytes)])
        guard let row = rows.first else { return nil }
        return try readingAccounts { () throws(PostgresError) in
            guard let role = Role(rawValue: try row.text(1)) else { throw .column("role") }
            guard try now < row.time(6) else { return nil }
            return Principal(
                userID: try row.id(0), role: role, agencyID: try row.idIfPresent(2),
                airline: try row.textIfPresent(3), sessionID: try row.id(4),
                expiresAt: try row.time(5))
        }
    }
}
