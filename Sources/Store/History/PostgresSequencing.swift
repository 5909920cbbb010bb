package import Events
package import Net

/// Gives events their order by the functions of migration 0001, on a session of its own.
///
/// The session has short time-outs: a holder that freezes inside a step frees the row in a second.
package actor PostgresSequencing: SequencingStore {
    /// The bounds of the lease and its session.
    package struct Configuration: Sendable {
        /// How long a lease holds without renewal; nodes call the holder dead after 3 s.
        package var lease: Duration = .seconds(2)
        /// How long a holder may sit inside a transaction without a statement.
        package var idleInTransactionTimeout: Duration = .seconds(1)
        /// How long a step may take; the lease could not be renewed meanwhile.
        package var statementTimeout: Duration = .seconds(2)
        /// How long a step waits for the row; another holder's step is a matter of milliseconds.
        package var lockTimeout: Duration = .seconds(1)
        /// How many events may pass between two looks at whether partitions are missing; a
        /// partition holds a million, and two are ahead.
        package var partitionInterval: Int64 = 50_000
        /// Events that a step brings along to be published; the others are read from the history.
        package var entryLimit = 1_000

        /// The defaults.
        package init() {}
    }

    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe loop.asUnownedSerialExecutor()
    }

    private let database: PostgresConfiguration
    private let configuration: Configuration
    private var connection: PostgresConnection?
    private var lease: Lease?
    private var partitionsCheckedAt: Int64?

    /// What this node keeps of its lease; `bound` is explained at `sequencer_step`.
    private struct Lease {
        let node: String
        let term: Int64
        /// The last event that was sequenced, as far as this node knows.
        var head: Int64
        var bound: [PostgresValue] = [.integer(0), .null, .null]
    }

    /// Sequencing in `database`; nothing happens before the first call.
    package init(
        on loop: EventLoop, _ database: PostgresConfiguration,
        configuration: Configuration = Configuration()
    ) {
        self.loop = loop
        self.configuration = configuration
        var session = database
        session.statementTimeout = configuration.statementTimeout
        session.lockTimeout = configuration.lockTimeout
        session.idleInTransactionTimeout = configuration.idleInTransactionTimeout
        session.replyGrace = .seconds(1)
        session.applicationName = database.applicationName + " sequencer"
        self.database = session
    }

    package func acquireLease(node: String) async throws(StoreFailure) -> LeaseGrant? {
        lease = nil
        let rows = try await run(
            "SELECT generation, epoch, head, term FROM sequencer_acquire($1, $2)",
            [.text(node), leaseInterval])
        guard let grant = try rows.first.map(Self.grant) else { return nil }
        lease = Lease(node: node, term: grant.term, head: grant.head)
        partitionsCheckedAt = nil
        return grant
    }

    package func step(limit: Int) async throws(StoreFailure) -> SequencingStep {
        let lease = try await heldLease()
        // The second sees what the first has committed, and shares its way.
        let answers = try await run([
            PostgresQuery(
                """
                SELECT generation, epoch, head, drained, low, mark_id, mark_xid
                FROM sequencer_step($1, $2, $3, $4, $5, $6, $7)
                """,
                [.text(lease.node), .integer(lease.term), .integer(limit), leaseInterval]
                    + lease.bound),
            PostgresQuery(
                """
                SELECT \(PostgresRow.entryColumns) FROM events e
                WHERE e.seq > $1 ORDER BY e.seq LIMIT $2
                """,
                [.integer(lease.head), .integer(configuration.entryLimit)]),
        ])
        do throws(PostgresError) {
            let row = try answers[0].only()
            let head = try row.int64(2)
            self.lease?.head = head
            self.lease?.bound = [
                .integer(try row.int64("low")), .integer(try row.int64IfPresent("mark_id")),
                .text(try row.textIfPresent("mark_xid")),
            ]
            let step = SequencingStep(
                epoch: Epoch(generation: try row.int(0), id: try row.text(1)),
                head: head, isDrained: try row.boolean(3),
                entries: try Self.entries(answers[1], after: lease.head, through: head))
            await addPartitions(for: step.head)
            return step
        } catch {
            throw StoreFailure(error)
        }
    }

    /// Those of this step; another holder's, which may follow already, are that one's to publish.
    private static func entries(
        _ rows: PostgresRows, after seq: Int64, through head: Int64
    ) throws(PostgresError) -> [LogEntry] {
        var entries: [LogEntry] = []
        for row in rows {
            let entry = try row.logEntry(from: 0)
            guard entry.seq == seq + 1 + Int64(entries.count), entry.seq <= head else { break }
            entries.append(entry)
        }
        return entries
    }

    package func beginEpoch(
        after epoch: Epoch, reason: String
    ) async throws(StoreFailure) -> LeaseGrant {
        let lease = try await heldLease()
        let rows = try await run(
            "SELECT generation, epoch, head, term FROM sequencer_begin_epoch($1, $2, $3, $4, $5)",
            [
                .text(lease.node), .integer(lease.term), .integer(epoch.generation),
                .text(epoch.id), .text(reason),
            ])
        guard let row = rows.first else { throw .unavailable }
        return try Self.grant(row)
    }

    package func releaseLease() async {
        guard let lease else { return }
        self.lease = nil
        _ = try? await run(
            "SELECT sequencer_release($1, $2)", [.text(lease.node), .integer(lease.term)])
        await disconnect()
    }

    package func renewConnection() async { await close() }

    /// Ends the session without a word to the database.
    package func close() async {
        lease = nil
        await disconnect()
    }

    /// The lease, as long as the session stands that it was taken on.
    ///
    /// Behind a new one there may be another copy of the database that names the same holder: a
    /// holder that slept through a restore would publish on as if nothing had happened.
    private func heldLease() async throws(StoreFailure) -> Lease {
        guard let lease, let connection, await connection.isOpen else {
            self.lease = nil
            throw .leaseLost
        }
        return lease
    }

    private var leaseInterval: PostgresValue {
        .text("\(lease(in: configuration.lease)) microseconds")
    }

    private func lease(in duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }

    private static func grant(_ row: PostgresRow) throws(StoreFailure) -> LeaseGrant {
        do throws(PostgresError) {
            return LeaseGrant(
                epoch: Epoch(generation: try row.int(0), id: try row.text(1)),
                head: try row.int64(2), term: try row.int64(3))
        } catch {
            throw StoreFailure(error)
        }
    }

    /// Failing is no harm: two partitions are ahead, and the default one is behind them.
    private func addPartitions(for head: Int64) async {
        if let last = partitionsCheckedAt, head - last < configuration.partitionInterval { return }
        if (try? await run("SELECT events_add_partitions()", [])) != nil {
            partitionsCheckedAt = head
        }
    }

    /// The code that `sequencer_check` raises.
    private static let leaseLost = SQLState("FH001")

    private func run(
        _ sql: String, _ parameters: [PostgresValue]
    ) async throws(StoreFailure) -> PostgresRows {
        try await run([PostgresQuery(sql, parameters)])[0]
    }

    private func run(_ queries: [PostgresQuery]) async throws(StoreFailure) -> [PostgresRows] {
        do throws(PostgresError) {
            return try await session().queries(queries)
        } catch {
            guard error.state != Self.leaseLost else {
                lease = nil
                throw .leaseLost
            }
            // Whatever it was, a fresh session is the better place to try again.
            await disconnect()
            throw StoreFailure(error)
        }
    }

    private func session() async throws(PostgresError) -> PostgresConnection {
        if let connection, await connection.isOpen { return connection }
        let fresh = try await PostgresConnection.connect(on: loop, database)
        connection = fresh
        return fresh
    }

    private func disconnect() async {
        let old = connection
        connection = nil
        await old?.close()
    }
}
