import LocalServices
import Net
import Store
import Testing

@Suite struct PostgresOutageTests {
    @Test func `a session that is ended mid-transaction says that nothing happened`() async throws {
        try await withPool { pool in
            _ = try await pool.query("CREATE TABLE numbers (n int)")
            await #expect(throws: PostgresError.connectionLost) {
                try await pool.transaction { transaction in
                    let pid = try await transaction.query(
                        "INSERT INTO numbers VALUES (1) RETURNING pg_backend_pid()"
                    ).only().int(0)
                    _ = try await pool.query(
                        "SELECT pg_terminate_backend($1, 10000)", [.integer(pid)])
                    _ = try await transaction.query("INSERT INTO numbers VALUES (2)")
                }
            }
            #expect(try await pool.query("SELECT count(*) FROM numbers").only().int(0) == 0)
            #expect(await pool.metrics.lost == 1)
        }
    }

    @Test func `a session that is ended during COMMIT says that nobody knows`() async throws {
        try await withPool({ $0.connectionLimit = 3 }) { pool in
            for sql in [
                "CREATE TABLE numbers (n int)",
                """
                CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN PERFORM pg_sleep(600); RETURN NEW; END $$
                """,
                """
                CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON numbers
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION linger()
                """,
            ] { _ = try await pool.query(sql) }
            async let ended: Void = endWhoeverLingers(pool)
            await #expect(throws: PostgresError.commitUnknown) {
                try await pool.transaction { transaction in
                    _ = try await transaction.query("INSERT INTO numbers VALUES (1)")
                }
            }
            try await ended
        }
    }

    private func endWhoeverLingers(_ pool: PostgresPool) async throws {
        var count = 0
        while count == 0 {
            count = try await pool.query(
                """
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE wait_event = 'PgSleep' AND query = 'COMMIT'
                """
            ).only().int(0)
        }
    }

    @Test func `the pool fails fast while the server is away, and recovers by itself`()
        async throws
    {
        let folder = try StateFolder.temporary()
        defer { try? folder.remove() }
        let server = try await LocalPostgres.start(in: folder, .testing)
        try await withLoop { loop in
            var configuration = PostgresConfiguration(server.connectionString)
            configuration.backoff = (.milliseconds(5), .milliseconds(20))
            let pool = PostgresPool(on: loop, configuration)
            _ = try await pool.query("SELECT 1")
            for isCrash in [false, true] {
                if isCrash { await server.kill() } else { await server.stop() }
                await #expect(throws: PostgresError.self) { _ = try await pool.query("SELECT 1") }
                await #expect(throws: PostgresError.unavailable) {
                    while true { _ = try await pool.query("SELECT 1") }
                }
                try await server.start()
                await recovered(pool)
            }
            #expect(await pool.metrics.failedAttempts > 0)
            await pool.close()
        }
        await server.stop()
    }

    /// Waits until the pool has a connection again; nobody asks it to.
    private func recovered(_ pool: PostgresPool) async {
        while await !pool.isHealthy { await Task.yield() }
        while (try? await pool.query("SELECT 1")) == nil {}
    }

    @Test func `a server that stays silent costs the session, not the caller`() async throws {
        let folder = try StateFolder.temporary()
        defer { try? folder.remove() }
        let server = try await LocalPostgres.start(in: folder, .testing)
        try await withLoop { loop in
            var configuration = PostgresConfiguration(server.connectionString)
            configuration.statementTimeout = .milliseconds(200)
            configuration.replyGrace = .milliseconds(200)
            configuration.connectLimit = .milliseconds(400)
            let pool = PostgresPool(on: loop, configuration)
            // A busy machine may be as slow as a silent server.
            while (try? await pool.query("SELECT 1")) == nil {}
            await server.freeze()
            await #expect(throws: PostgresError.connectionLost) {
                _ = try await pool.query("SELECT 1")
            }
            await #expect(throws: PostgresError.unavailable) {
                _ = try await pool.query("SELECT 1")
            }
            await server.thaw()
            await recovered(pool)
            await pool.close()
        }
        await server.stop()
    }

    @Test func `nobody there is told at once`() async throws {
        try await withLoop { loop in
            let pool = PostgresPool(on: loop, PostgresConfiguration("host=/nowhere dbname=none"))
            await #expect(throws: PostgresError.unavailable) { try await pool.open() }
            await pool.close()
        }
    }
}
