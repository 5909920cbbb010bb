package import Events
package import Net

/// The sequencer's steps in PostgreSQL, on a session of its own.
///
/// Its time-outs are short: a node that freezes inside a step loses the session, so that another
/// one can go on.
package actor PostgresSequencing: SequencingStore {
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe loop.asUnownedSerialExecutor()
    }

    private let configuration: PostgresConfiguration
    private let lease: Duration
    private var session: PostgresConnection?
    private var node = ""
    private var term: Int64 = 0
    /// What the last step returned for the next one: see `sequencer_step`.
    private var low: Int64 = 0
    private var mark: (id: Int64, xid: String)?

    /// Steps in the database of `configuration`; a holder that does not renew for `lease` loses it.
    package init(
        _ configuration: PostgresConfiguration, on loop: EventLoop,
        lease: Duration = .seconds(2)
    ) {
        var configuration = configuration
        configuration.statementTimeout = .seconds(1)
        configuration.lockTimeout = .seconds(1)
        configuration.idleInTransactionTimeout = .seconds(1)
        configuration.applicationName = "flighthub sequencer"
        self.configuration = configuration
        self.loop = loop
        self.lease = lease
    }

    package func acquireLease(node: String) async throws(StoreFailure) -> LeaseGrant? {
        self.node = node
        low = 0
        mark = nil
        let rows = try await run(
            "SELECT * FROM sequencer_acquire($1, $2::interval)", [.text(node), interval])
        guard let grant = try rows.first.map({ row throws(StoreFailure) in try grant(row) }) else {
            return nil
        }
        term = grant.term
        return grant
    }

    package func step(limit: Int) async throws(StoreFailure) -> SequencingStep {
        let rows = try await run(
            "SELECT * FROM sequencer_step($1, $2, $3, $4::interval, $5, $6, $7::text::xid8)",
            [
                .text(node), .integer(term), .integer(limit), interval, .integer(low),
                .integer(mark?.id), .text(mark?.xid),
            ])
        do throws(PostgresError) {
            let row = try rows.only()
            low = try row.int64("low")
            let id = try row.int64IfPresent("mark_id")
            let xid = try row.textIfPresent("mark_xid")
            mark = id.flatMap { id in xid.map { (id, $0) } }
            return SequencingStep(
                epoch: Epoch(generation: try row.int("generation"), id: try row.text("epoch")),
                head: try row.int64("head"), isDrained: try row.boolean("drained"))
        } catch {
            throw .unavailable
        }
    }

    package func beginEpoch(
        after epoch: Epoch, reason: String
    ) async throws(StoreFailure) -> LeaseGrant {
        let rows = try await run(
            "SELECT * FROM sequencer_begin_epoch($1, $2, $3, $4, $5)",
            [
                .text(node), .integer(term), .integer(epoch.generation), .text(epoch.id),
                .text(reason),
            ])
        guard let row = rows.first else { throw .unavailable }
        return try grant(row)
    }

    package func releaseLease() async {
        _ = try? await run("SELECT sequencer_release($1, $2)", [.text(node), .integer(term)])
    }

    /// Ends the session.
    package func close() async {
        await session?.close()
        session = nil
    }

    private var interval: PostgresValue { .text("\(lease / .milliseconds(1)) milliseconds") }

    private func grant(_ row: PostgresRow) throws(StoreFailure) -> LeaseGrant {
        do throws(PostgresError) {
            return LeaseGrant(
                epoch: Epoch(generation: try row.int("generation"), id: try row.text("epoch")),
                head: try row.int64("head"), term: try row.int64("term"))
        } catch {
            throw .unavailable
        }
    }

    private func run(
        _ sql: String, _ parameters: [PostgresValue]
    ) async throws(StoreFailure) -> PostgresRows {
        do throws(PostgresError) {
            return try await connected().query(sql, parameters)
        } catch {
            // After a doubtful step nothing is assumed: a new session asks for the lease again.
            if error.state == SQLState("FH001") { throw .leaseLost }
            await close()
            throw .unavailable
        }
    }

    private func connected() async throws(PostgresError) -> PostgresConnection {
        if let session, await session.isOpen { return session }
        let session = try await PostgresConnection.connect(on: loop, configuration)
        self.session = session
        return session
    }
}
