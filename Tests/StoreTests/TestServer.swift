import LocalServices
import Net
import Store
import Testing

/// The PostgreSQL server of this test process; each test makes a database of its own in it.
///
/// It ends with the process, and the next run of the tests removes its folder.
actor TestServer {
    static let shared = TestServer()

    private var starting: Task<LocalPostgres, any Error>?
    private var databases = 0

    private func server() async throws -> LocalPostgres {
        if let starting { return try await starting.value }
        let task = Task {
            try await LocalPostgres.start(in: try StateFolder.temporary(), .testing)
        }
        starting = task
        return try await task.value
    }

    /// The connection string of a fresh, empty database.
    func makeDatabase() async throws -> String {
        let server = try await server()
        databases += 1
        let name = "test\(databases)"
        try await withLoop { loop in
            let connection = try await PostgresConnection.connect(
                on: loop, PostgresConfiguration(server.connectionString))
            _ = try await connection.query("CREATE DATABASE \(name)")
            await connection.close()
        }
        return server.connectionString.replacing("/flighthub?", with: "/\(name)?")
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

/// Runs `body` with a pool on a fresh database.
func withPool(
    _ configure: (inout PostgresConfiguration) -> Void = { _ in },
    _ body: (PostgresPool) async throws -> Void
) async throws {
    var configuration = PostgresConfiguration(try await TestServer.shared.makeDatabase())
    configure(&configuration)
    try await withLoop { loop in
        let pool = PostgresPool(on: loop, configuration)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(pool)) } catch { outcome = .failure(error) }
        await pool.close()
        try outcome.get()
    }
}
