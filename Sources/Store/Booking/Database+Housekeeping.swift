extension Database {
    /// Forgets replies to requests of more than a day ago and seat locks that ended or lapsed
    /// so long ago; the number of rows, at most `limit` of each kind.
    package func forgetOldRequests(limit: Int = 10_000) async throws(PostgresError) -> Int {
        let replies = try await query(
            """
            DELETE FROM idempotency WHERE (principal, key) IN (
                SELECT principal, key FROM idempotency
                WHERE created_at < now() - interval '24 hours' LIMIT $1)
            """, [.integer(limit)])
        // A seat that lapsed unswept still names its lock.
        let locks = try await query(
            """
            DELETE FROM seat_lock WHERE id IN (
                SELECT l.id FROM seat_lock l
                WHERE l.expires_at < now() - interval '24 hours' AND NOT EXISTS (
                    SELECT FROM flight_seat s WHERE s.lock_id = l.id)
                LIMIT $1)
            """, [.integer(limit)])
        return replies.affected + locks.affected
    }
}
