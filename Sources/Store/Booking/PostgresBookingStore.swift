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
            let reads = PostgresBookingTransaction(transaction, under: claim)
            let decided: Result<Decision<Reply>, BookingError>
            do throws(BookingError) {
                decided = .success(try await body(reads))
            } catch {
                decided = .failure(error)
            }
            if let reply = try await reads.earlierReply() { return Work(reply, isReplay: true) }
            let decision = try decided.get()
            let writes = decision.writes.flatMap(\.statements) + [keep(decision.outcome, claim)]
            return Work(decision.outcome, writes, decision.events)
        }
    }

    /// What is left to do in a transaction once its use case has decided.
    private struct Work<Outcome: Sendable>: Sendable {
        let outcome: Outcome
        /// The events come last.
        let statements: [PostgresQuery]
        let hasEvents: Bool
        let isReplay: Bool

        init(
            _ outcome: Outcome, _ writes: [PostgresQuery] = [], _ events: [NewEvent] = [],
            isReplay: Bool = false
        ) {
            self.outcome = outcome
            statements = events.isEmpty ? writes : writes + [Outbox.insert(events)]
            hasEvents = !events.isEmpty
            self.isReplay = isReplay
        }
    }

    private func run<Outcome: Sendable>(
        _ body: (PostgresTransaction) async throws(BookingError) -> Work<Outcome>
    ) async throws(BookingError) -> Committed<Outcome> {
        for _ in 0..<Self.runLimit {
            do {
                let work = try await database.transaction {
                    try await body($0)
                } last: {
                    $0.statements
                }
                let time = clock()
                if work.hasEvents { committed() }
                return Committed(outcome: work.outcome, at: time, isReplay: work.isReplay)
            } catch let error as BookingError {
                throw error
            } catch let error as PostgresError {
                guard error.callsForAnotherRun else { throw BookingError(error) }
            } catch {
                throw .unavailable
            }
        }
        throw .unavailable
    }

    private func keep(_ reply: Reply, _ claim: IdempotencyClaim) -> PostgresQuery {
        PostgresQuery(
            Self.keeping,
            [
                .id(claim.principal), .text(claim.key), .binary(claim.fingerprint),
                .integer(reply.status), .text(reply.location), .integer(reply.version),
                .utf8(reply.body),
            ])
    }

    private static let keeping = PostgresStatement(
        """
        INSERT INTO idempotency (principal, key, fingerprint, status, location, version, body)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """)
}
