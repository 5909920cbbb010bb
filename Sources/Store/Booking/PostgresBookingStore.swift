package import Booking
package import Events

/// Use cases' transactions in PostgreSQL.
package struct PostgresBookingStore: BookingStore {
    private let database: Database
    private let clock: @Sendable () -> Timestamp
    private let committed: @Sendable () -> Void

    /// How often a transaction is run that lost a race.
    private static let runLimit = 3

    /// A store in `database`; `committed` is called after each commit that wrote events, to wake
    /// the sequencer, and `clock` gives the time right after COMMIT.
    package init(
        _ database: Database, clock: @escaping @Sendable () -> Timestamp,
        committed: @escaping @Sendable () -> Void
    ) {
        self.database = database
        self.clock = clock
        self.committed = committed
    }

    package func transact<Outcome: Sendable>(
        _ body: (any BookingTransaction) async throws(BookingError) -> Decision<Outcome>
    ) async throws(BookingError) -> Committed<Outcome> {
        try await run { transaction throws(BookingError) in
            let decision = try await body(PostgresBookingTransaction(transaction))
            return Work(decision.outcome, decision.writes.flatMap(\.statements), decision.events)
        }
    }

    package func transact(
        _ claim: IdempotencyClaim,
        _ body: (any BookingTransaction) async throws(BookingError) -> Decision<Reply>
    ) async throws(BookingError) -> Committed<Reply> {
        try await run { transaction throws(BookingError) in
            if let reply = try await earlierReply(to: claim, transaction) {
                return Work(reply, [], [], isReplay: true)
            }
            let decision = try await body(PostgresBookingTransaction(transaction))
            let writes = decision.writes.flatMap(\.statements) + [keep(decision.outcome, claim)]
            return Work(decision.outcome, writes, decision.events)
        }
    }

    /// What is left to do in a transaction once its use case has decided.
    private struct Work<Outcome: Sendable>: Sendable {
        let outcome: Outcome
        let statements: [GuardedStatement]
        let events: [NewEvent]
        let isReplay: Bool

        init(
            _ outcome: Outcome, _ statements: [GuardedStatement], _ events: [NewEvent],
            isReplay: Bool = false
        ) {
            self.outcome = outcome
            self.statements = statements
            self.events = events
            self.isReplay = isReplay
        }
    }

    /// A row was not as it was read: the transaction is run again.
    private struct LostRace: Error {}

    private func run<Outcome: Sendable>(
        _ body: (PostgresTransaction) async throws(BookingError) -> Work<Outcome>
    ) async throws(BookingError) -> Committed<Outcome> {
        for _ in 0..<Self.runLimit {
            do {
                let work = try await database.transaction { transaction in
                    let work = try await body(transaction)
                    try await carryOut(work.statements, work.events, transaction)
                    return work
                }
                let time = clock()
                if !work.events.isEmpty { committed() }
                return Committed(outcome: work.outcome, at: time, isReplay: work.isReplay)
            } catch let error as BookingError {
                throw error
            } catch let error as PostgresError {
                guard error.callsForAnotherRun else { throw BookingError(error) }
            } catch {
                continue
            }
        }
        throw .unavailable
    }

    /// All statements in one round trip, the events last.
    private func carryOut(
        _ statements: [GuardedStatement], _ events: [NewEvent], _ transaction: PostgresTransaction
    ) async throws {
        var queries = statements.map(\.query)
        if !events.isEmpty { queries.append(Outbox.insert(events)) }
        guard !queries.isEmpty else { return }
        let results = try await transaction.queries(queries)
        for (statement, result) in zip(statements, results)
        where result.affected != statement.rows {
            throw LostRace()
        }
    }

    /// The lock is taken and the row read in one round trip; the lock ends with the transaction.
    private func earlierReply(
        to claim: IdempotencyClaim, _ transaction: PostgresTransaction
    ) async throws(BookingError) -> Reply? {
        let rows: [PostgresRows]
        do throws(PostgresError) {
            rows = try await transaction.queries([
                PostgresQuery(
                    "SELECT pg_try_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0))",
                    [.id(claim.principal), .text(claim.key)]),
                PostgresQuery(
                    """
                    SELECT status, location, version, body, fingerprint FROM idempotency
                    WHERE principal = $1 AND key = $2
                    """,
                    [.id(claim.principal), .text(claim.key)]),
            ])
        } catch {
            throw BookingError(error)
        }
        let isOurs = try translating { () throws(PostgresError) in try rows[0].only().boolean(0) }
        guard isOurs else { throw .idempotencyInProgress }
        guard let row = rows[1].first else { return nil }
        let fingerprint = try translating { () throws(PostgresError) in try row.binary(4) }
        guard fingerprint == claim.fingerprint else { throw .idempotencyKeyReused }
        return try translating { () throws(PostgresError) in
            Reply(
                status: try row.int(0), location: try row.textIfPresent(1),
                version: try row.int64IfPresent(2), body: try row.utf8(3))
        }
    }

    private func keep(_ reply: Reply, _ claim: IdempotencyClaim) -> GuardedStatement {
        GuardedStatement(
            """
            INSERT INTO idempotency (principal, key, fingerprint, status, location, version, body)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                .id(claim.principal), .text(claim.key), .binary(claim.fingerprint),
                .integer(reply.status), .text(reply.location), .integer(reply.version),
                .utf8(reply.body),
            ])
    }
}
