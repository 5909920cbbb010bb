import LocalServices
import Net
import Store

/// The PostgreSQL server of this test process, in which each test has a place of its own.
///
/// It ends with the process, and the next run of the tests removes its folder.
actor TestServer {
    static let shared = TestServer()

    private var starting: Task<LocalPostgres, any Error>?
    private var migrating: Task<Void, any Error>?
    private var places = 0

    private func server() async throws -> LocalPostgres {
        if let starting { return try await starting.value }
        let task = Task {
            try await LocalPostgres.start(in: try StateFolder.temporary(), .testing)
        }
        starting = task
        return try await task.value
    }

    /// The connection string of a fresh database with all migrations applied: the copy of one that
    /// was migrated once.
    func makeDatabase() async throws -> String {
        let server = try await server()
        try await migrateTemplate(of: server)
        let name = nextName()
        try await run("CREATE DATABASE \(name) TEMPLATE migrated", server)
        return connection(to: name, server)
    }

    /// The connection string of a fresh, empty schema.
    func makeSchema() async throws -> String {
        let server = try await server()
        let name = nextName()
        try await run("CREATE SCHEMA \(name)", server)
        return server.connectionString + "&options=-csearch_path%3D\(name)"
    }

    private func nextName() -> String {
        places += 1
        return "test\(places)"
    }

    private func migrateTemplate(of server: LocalPostgres) async throws {
        if let migrating { return try await migrating.value }
        let template = PostgresConfiguration(connection(to: "migrated", server))
        let task = Task {
            try await run("CREATE DATABASE migrated", server)
            try await withLoop { _ = try await Migrator().migrate(template, on: $0) }
        }
        migrating = task
        try await task.value
    }

    private func run(_ statement: String, _ server: LocalPostgres) async throws {
        try await withLoop { loop in
            let connection = try await PostgresConnection.connect(
                on: loop, PostgresConfiguration(server.connectionString))
            _ = try await connection.query(statement)
            await connection.close()
        }
    }

    private func connection(to database: String, _ server: LocalPostgres) -> String {
        server.connectionString.replacing("/flighthub?", with: "/\(database)?")
    }
}

extension PostgresConfiguration {
    /// For tests of what comes of a race, not of how long it takes on a machine that is busy with
    /// something else: nobody is refused for having waited.
    static func patient(_ connection: String) -> PostgresConfiguration {
        var configuration = PostgresConfiguration(connection)
        configuration.waitLimit = .seconds(60)
        configuration.connectLimit = .seconds(60)
        configuration.statementTimeout = .seconds(60)
        configuration.lockTimeout = .seconds(60)
        return configuration
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
    var configuration = PostgresConfiguration.patient(try await TestServer.shared.makeSchema())
    configure(&configuration)
    try await withLoop { loop in
        let pool = PostgresPool(on: loop, configuration)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(pool)) } catch { outcome = .failure(error) }
        await pool.close()
        try outcome.get()
    }
}

/// A fresh database with all migrations applied, and a loop.
struct Fixture: Sendable {
    let configuration: PostgresConfiguration
    let loop: EventLoop
    let database: Database

    /// A sequencer as another node would have it.
    func sequencing(
        _ configure: (inout PostgresSequencing.Configuration) -> Void = { _ in }
    ) -> PostgresSequencing {
        var bounds = PostgresSequencing.Configuration()
        bounds.statementTimeout = .seconds(60)
        bounds.lockTimeout = .seconds(60)
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
        var configuration = PostgresConfiguration.patient(
            try await TestServer.shared.makeDatabase())
        configuration.connectionLimit = connections
        try await withLoop { [configuration] loop in
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
