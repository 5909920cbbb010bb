import Net
import Store

/// A database for the time of one command, on a loop of its own.
enum CommandDatabase {
    /// Lends the database, and says its errors in one line.
    static func with<Result: Sendable>(
        _ url: Confidential, _ body: (Database) async throws -> Result
    ) async throws -> Result {
        try await withLoop { loop in
            let database = Database(PostgresConfiguration(url.value), loops: [loop])
            do {
                try await database.open()
                let result = try await body(database)
                await database.close()
                return result
            } catch {
                await database.close()
                throw CommandFailure(of: error)
            }
        }
    }

    /// Lends an event loop.
    static func withLoop<Result: Sendable>(
        _ body: (EventLoop) async throws -> Result
    ) async throws -> Result {
        let loop: EventLoop
        do {
            loop = try EventLoop(name: "command")
        } catch {
            throw CommandFailure(.internalError, "no event loop: \(error)")
        }
        loop.start()
        defer { loop.stop() }
        return try await body(loop)
    }

    /// Brings the schema up to date; tells each migration before it runs.
    static func migrate(
        _ url: Confidential, report: @escaping @Sendable (String) -> Void
    ) async throws -> [String] {
        try await withLoop { loop in
            do {
                return try await Migrator().migrate(
                    PostgresConfiguration(url.value), on: loop, report: report)
            } catch {
                throw CommandFailure(of: error)
            }
        }
    }
}
