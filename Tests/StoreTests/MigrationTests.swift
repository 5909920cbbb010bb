import Net
import Store
import Testing

@Suite struct MigrationTests {
    private let first = Migration(
        name: "0001_first", sql: "CREATE TABLE one (n int); INSERT INTO one VALUES (1);")
    private let second = Migration(name: "0002_second", sql: "UPDATE one SET n = n + 1")

    private func withDatabase(
        _ body: (PostgresConfiguration, EventLoop) async throws -> Void
    ) async throws {
        let configuration = PostgresConfiguration(try await TestServer.shared.makeSchema())
        try await withLoop { try await body(configuration, $0) }
    }

    @Test func `each migration runs once, in order, and only the missing ones`() async throws {
        try await withDatabase { database, loop in
            let one = Migrator([first])
            let both = Migrator([first, second])
            #expect(try await one.migrate(database, on: loop) == ["0001_first"])
            await #expect(throws: MigrationError.pending("0002_second")) {
                try await both.check(database, on: loop)
            }
            #expect(try await both.migrate(database, on: loop) == ["0002_second"])
            #expect(try await both.migrate(database, on: loop) == [])
            try await both.check(database, on: loop)
            let pool = PostgresPool(on: loop, database)
            #expect(try await pool.query("SELECT n FROM one").only().int("n") == 2)
            await pool.close()
        }
    }

    @Test func `a database that is newer or was made otherwise is refused in one line`()
        async throws
    {
        try await withDatabase { database, loop in
            try await Migrator([first, second]).migrate(database, on: loop)
            let newer = await #expect(throws: MigrationError.newer("0002_second")) {
                try await Migrator([first]).migrate(database, on: loop)
            }
            #expect(newer.map { "\($0)".contains("\n") } == false)
            let changed = Migration(name: "0001_first", sql: first.sql + " ")
            await #expect(throws: MigrationError.changed("0001_first")) {
                try await Migrator([changed, second]).check(database, on: loop)
            }
        }
    }

    @Test func `a migration that fails leaves nothing behind`() async throws {
        try await withDatabase { database, loop in
            let broken = Migration(
                name: "0002_broken", sql: "CREATE TABLE two (n int); SELECT 1 / 0")
            let error = await #expect(throws: MigrationError.self) {
                try await Migrator([first, broken]).migrate(database, on: loop)
            }
            let line = error.map { "\($0)" } ?? ""
            #expect(line.hasPrefix("migration 0002_broken failed: SQLSTATE 22012"))
            let applied = try await Migrator([first, second]).migrate(database, on: loop)
            #expect(applied == ["0002_second"])
        }
    }

    @Test func `nodes that start together migrate once`() async throws {
        try await withDatabase { database, loop in
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<4 {
                    group.addTask { try await Migrator().migrate(database, on: loop) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied == Migration.all.map(\.name))
        }
    }
}
