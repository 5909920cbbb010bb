import Glibc
import Testing

@testable import LocalServices

@Suite struct LocalPostgresTests {
    private func query(
        _ statement: String, _ postgres: LocalPostgres
    ) -> PostgresHandshake.Outcome {
        PostgresHandshake.run(
            statement, socket: postgres.socketPath, user: LocalPostgres.user,
            database: LocalPostgres.database)
    }

    @Test func `it starts, keeps its data over stop, restart and crash, and ends`() async throws {
        let folder = try StateFolder.temporary()
        defer { try? folder.remove() }
        let postgres = try await LocalPostgres.start(in: folder, .testing)
        #expect(query("CREATE TABLE kept (n int)", postgres) == .done)
        #expect(access(folder.postgresLink, F_OK) == 0)

        try await postgres.restart()
        #expect(query("INSERT INTO kept VALUES (1)", postgres) == .done)

        // `synchronous_commit` is off in tests: without this the crash could undo the row.
        #expect(query("CHECKPOINT", postgres) == .done)
        await postgres.kill()
        #expect(query("SELECT 1", postgres) == .notYet)
        try await postgres.start()
        #expect(query("SELECT 1 / count(*) FROM kept", postgres) == .done)

        let pid = try #require(await postgres.pid)
        await postgres.stop()
        #expect(!ProcessTable.isRunning(pid))
        #expect(await postgres.pid == nil)

        let again = try await LocalPostgres.start(in: folder, .testing)
        #expect(query("SELECT 1 / count(*) FROM kept", again) == .done)
        await again.stop()
    }

    @Test func `a stale pid file with a living process's id does not keep it from starting`()
        async throws
    {
        let folder = try StateFolder.temporary()
        defer { try? folder.remove() }
        let postgres = try await LocalPostgres.start(in: folder, .testing)
        await postgres.kill()
        try Files.write(
            "\(getpid())\n\(folder.postgresData)\n0\n5432\n",
            to: folder.postgresData + "/postmaster.pid",
            for: folder.account)
        try await postgres.start()
        #expect(query("SELECT 1", postgres) == .done)
        await postgres.stop()
    }

    @Test func `frozen it answers nobody, thawed it goes on`() async throws {
        let folder = try StateFolder.temporary()
        defer { try? folder.remove() }
        let postgres = try await LocalPostgres.start(in: folder, .testing)
        await postgres.freeze()
        #expect(query("SELECT 1", postgres) == .notYet)
        await postgres.thaw()
        #expect(query("SELECT 1", postgres) == .done)
        await postgres.freeze()
        await postgres.stop()
        #expect(await postgres.pid == nil)
    }

    @Test func `settings that it refuses end the start with the log's place`() async throws {
        let folder = try StateFolder.temporary()
        defer { try? folder.remove() }
        var configuration = LocalPostgres.Configuration.testing
        configuration.maxConnections = -1
        await #expect(
            throws: LocalServiceError.ended(
                service: "PostgreSQL", status: "exit code 1", log: folder.postgresLog)
        ) {
            _ = try await LocalPostgres.start(in: folder, configuration)
        }
    }
}
