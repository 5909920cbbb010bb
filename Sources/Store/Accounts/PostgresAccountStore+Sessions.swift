package import Accounts
package import Events

extension PostgresAccountStore {
    package func open(
        _ session: Session, refresh: RefreshToken
    ) async throws(AccountError) -> Account? {
        // The lock makes it wait for a change of the account, and a change wait for it.
        let rows = try await database.accountQuery(
            """
            WITH account AS (
                SELECT * FROM account WHERE id = $2 AND deactivated_at IS NULL FOR SHARE
            ), opened AS (
                INSERT INTO session (id, user_id, created_at, expires_at)
                SELECT $1, id, $3, $5 FROM account
            ), token AS (
                INSERT INTO refresh_token (digest, session_id, expires_at)
                SELECT $4, $1, $5 FROM account
            )
            SELECT \(PostgresRow.accountColumns) FROM account
            """,
            [
                .id(session.id), .id(session.userID), .time(session.createdAt),
                .binary(refresh.digest.bytes), .time(refresh.expiresAt),
            ])
        guard let row = rows.first else { return nil }
        return try readingAccounts { () throws(PostgresError) in try row.account() }
    }

    package func rotate(
        _ used: SecretDigest, to next: RefreshToken, at now: Timestamp
    ) async throws(AccountError) -> RefreshRotation {
        let rotation = try await database.accountTransaction {
            transaction throws(PostgresError) -> RefreshRotation in
            // Of two calls with one token the second waits here, and then finds it used.
            let rows = try await transaction.query(
                """
                SELECT \(PostgresRow.accountColumns), session.id, refresh_token.used_at,
                    refresh_token.expires_at, session.revoked_at
                FROM refresh_token JOIN session ON session.id = refresh_token.session_id
                    JOIN account ON account.id = session.user_id
                WHERE refresh_token.digest = $1
                FOR UPDATE OF refresh_token, session
                """, [.binary(used.bytes)])
            guard let row = rows.first else { return .unknown }
            let account = try row.account()
            let session = try row.id(12)
            if try !row.isNull(13) {
                _ = try await Self.revoke(
                    .one(session), because: .refreshReused, at: now, in: transaction)
                return .reused
            }
            guard try row.isNull(15) else { return .revoked }
            guard try now < row.time(14) else { return .expired }
            _ = try await transaction.queries(Self.exchange(used, for: next, in: session, at: now))
            return .rotated(account: account, session: session)
        }
        if rotation == .reused { committed() }
        return rotation
    }

    package func revoke(
        _ sessions: SessionSelection, because reason: RevocationReason, at now: Timestamp
    ) async throws(AccountError) -> [UniqueID] {
        let revoked = try await database.accountTransaction { transaction throws(PostgresError) in
            try await Self.revoke(sessions, because: reason, at: now, in: transaction)
        }
        if !revoked.isEmpty { committed() }
        return revoked
    }

    package func revokedSessions(
        since start: Timestamp
    ) async throws(AccountError) -> [RevokedSession] {
        let rows = try await database.accountQuery(
            "SELECT id, revoked_at FROM session WHERE revoked_at >= $1 ORDER BY revoked_at, id",
            [.time(start)])
        return try readingAccounts { () throws(PostgresError) in
            var sessions: [RevokedSession] = []
            for row in rows {
                sessions.append(RevokedSession(id: try row.id(0), at: try row.time(1)))
            }
            return sessions
        }
    }

    package func purgeSessions(
        expiredBefore now: Timestamp, limit: Int
    ) async throws(AccountError) -> Int {
        try await database.accountQuery(
            """
            DELETE FROM session WHERE id IN (
                SELECT id FROM session WHERE expires_at < $1 ORDER BY expires_at
                LIMIT $2 FOR UPDATE SKIP LOCKED)
            """, [.time(now), .integer(limit)]
        ).affected
    }

    /// Marks the old token and adds the new one.
    private static func exchange(
        _ used: SecretDigest, for next: RefreshToken, in session: UniqueID, at now: Timestamp
    ) -> [PostgresQuery] {
        [
            PostgresQuery(
                "UPDATE refresh_token SET used_at = $2 WHERE digest = $1",
                [.binary(used.bytes), .time(now)]),
            PostgresQuery(
                "INSERT INTO refresh_token (digest, session_id, expires_at) VALUES ($1, $2, $3)",
                [.binary(next.digest.bytes), .id(session), .time(next.expiresAt)]),
            PostgresQuery(
                "UPDATE session SET expires_at = $2 WHERE id = $1",
                [.id(session), .time(next.expiresAt)]),
        ]
    }

    /// Revokes what is not revoked yet, in the order of the ids, and tells the outbox last.
    static func revoke(
        _ sessions: SessionSelection, because reason: RevocationReason, at now: Timestamp,
        in transaction: PostgresTransaction
    ) async throws(PostgresError) -> [UniqueID] {
        let (column, key) =
            switch sessions {
            case .one(let id): ("id", id)
            case .all(let user): ("user_id", user)
            }
        let rows = try await transaction.query(
            """
            UPDATE session SET revoked_at = $2, revoked_because = $3
            WHERE id IN (
                SELECT id FROM session WHERE \(column) = $1 AND revoked_at IS NULL
                ORDER BY id FOR UPDATE)
            RETURNING id, user_id
            """, [.id(key), .time(now), .text(reason.rawValue)])
        guard !rows.isEmpty else { return [] }
        var revoked: [UniqueID] = []
        var events: [NewEvent] = []
        for row in rows {
            let (session, user) = (try row.id(0), try row.id(1))
            revoked.append(session)
            events.append(
                AccountEvents.revoked(session: session, of: user, because: reason, at: now))
        }
        _ = try await transaction.queries([Outbox.insert(events)])
        return revoked
    }
}
