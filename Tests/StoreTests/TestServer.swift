import LocalServices
import Net
import Store
import Testing

/// The PostgreSQL server of this test process; each test gets a schema of its own in it, which is
/// as good as a database and made in a hundredth of the time.
///
/// It ends with the process, and the next run of the tests removes its folder.
actor TestServer {
    static let shared = TestServer()

    private var starting: Task<LocalPostgres, any Error>?
    private var schemas = 0

    private func server() async throws -> LocalPostgres {
        if let starting { return try await starting.value }
        let task = Task {
            try await LocalPostgres.start(in: try StateFolder.temporary(), .testing)
        }
        starting = task
        return try await task.value
    }

    /// The connection string of a fresh, empty schema.
    func makeSchema() async throws -> String {
        let server = try await server()
        schemas += 1
        let name = "test\(schemas)"
        try await withLoop { loop in
            let connection = try await PostgresConnection.connect(
                on: loop, PostgresConfiguration(server.connectionString))
            _ = try await connection.query("CREATE SCHEMA \(name)")
            await connection.close()
        }
        return server.connectionString + "&options=-csearch_path%3D\(name)"
    }
}

/// Runs `body` with a started loop, which has ended when this returns.
func withLoop<R: Sendable>(_ body: (EventLoop) async throws -> R) async throws -> R {
    let loop = try EventLoop(name: "test")
    loop.start()
    defer {
        loop.stop()
        loop.join()
    }
    return try await body(loop)
}

/// Runs `body` with a pool on a fresh schema.
func withPool(
    _ configure: (inout PostgresConfiguration) -> Void = { _ in },
    _ body: (PostgresPool) async throws -> Void
) async throws {
    var configuration = PostgresConfiguration(try await TestServer.shared.makeSchema())
    configure(&configuration)
    try await withLoop { loop in
        let pool = PostgresPool(on: loop, configuration)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(pool)) } catch { outcome = .failure(error) }
        await pool.close()
        try outcome.get()
    }
}

/// A fresh schema with all migrations applied, and a loop.
struct Fixture: Sendable {
    let configuration: PostgresConfiguration
    let loop: EventLoop
    let database: Database

    /// A sequencer as another node would have it.
    func sequencing(
        _ configure: (inout PostgresSequencing.Configuration) -> Void = { _ in }
    ) -> PostgresSequencing {
        var bounds = PostgresSequencing.Configuration()
        configure(&bounds)
        return PostgresSequencing(on: loop, configuration, configuration: bounds)
    }

    /// Commits `count` events on a topic in one transaction.
    func emit(_ count: Int, on topic: String = "ops", subject: String = "test/1") async throws {
        _ = try await database.query(
            """
            INSERT INTO outbox (source, event_id, type, subject, topics, payload)
            SELECT '/test', gen_random_uuid()::text, 'test:happened', $3, ARRAY[$2], '{"n":' || n || '}'
            FROM generate_series(1, $1::int) AS n
            """,
            [.integer(count), .text(topic), .text(subject)])
    }

    /// Runs `body` with it; the sessions are ended afterwards.
    static func with(
        connections: Int = 4, _ body: (Fixture) async throws -> Void
    ) async throws {
        var configuration = PostgresConfiguration(try await TestServer.shared.makeSchema())
        configuration.connectionLimit = connections
        try await withLoop { [configuration] loop in
            try await Migrator().migrate(configuration, on: loop)
            let database = Database(configuration, loops: [loop])
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(
                    try await body(
                        Fixture(configuration: configuration, loop: loop, database: database)))
            } catch {
                outcome = .failure(error)
            }
            await database.close()
            try outcome.get()
        }
    }
}
