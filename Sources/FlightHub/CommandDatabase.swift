import Accounts
import Events
import Net
import Store
import Synchronization

/// A database for the time of one command, on a loop of its own.
enum CommandDatabase {
    /// Lends the database, and says its errors in one line.
    static func with<Result: Sendable>(
        _ url: Confidential, _ body: (Database) async throws -> Result
    ) async throws -> Result {
        try await withLoop { loop in
            let (refusals, reason) = (Heard<ServerError>(), Heard<String>())
            var configuration = PostgresConfiguration(url.value)
            configuration.onRefusal = { refusals.hear($0) }
            configuration.onConnectFailure = { reason.hear($0) }
            let database = Database(configuration, loops: [loop])
            do {
                try await database.open()
                let result = try await body(database)
                await database.close()
                return result
            } catch {
                await database.close()
                guard let refusal = refusals.last, isRefusal(error) else {
                    throw CommandFailure(of: error, unreached: reason.last)
                }
                throw await failure(after: refusal, configuration, on: loop)
            }
        }
    }

    /// The last that was heard: of statements that the server refused for a reason that no rule of
    /// ours counts on, or of why there is no connection.
    private final class Heard<Value: Sendable>: Sendable {
        private let value = Mutex<Value?>(nil)

        var last: Value? { value.withLock { $0 } }
        func hear(_ value: Value) { self.value.withLock { $0 = value } }
    }

    private static func isRefusal(_ error: any Error) -> Bool {
        switch error {
        case PostgresError.server(let error) where error.state == .invalidStatementName: true
        case let error as PostgresError: error.isLasting
        case let error as AccountError: error == .internalError
        case let error as StoreFailure: error == .refused
        default: false
        }
    }

    /// A schema that is not the program's is the likely cause, and what an operator can mend.
    private static func failure(
        after refusal: ServerError, _ configuration: PostgresConfiguration, on loop: EventLoop
    ) async -> CommandFailure {
        do throws(MigrationError) {
            try await Migrator().check(configuration, on: loop)
        } catch {
            return CommandFailure(of: error)
        }
        return CommandFailure(.internalError, "PostgreSQL refused a statement: \(refusal.line)")
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
            let reason = Heard<String>()
            var configuration = PostgresConfiguration(url.value)
            configuration.onConnectFailure = { reason.hear($0) }
            do {
                return try await Migrator().migrate(configuration, on: loop, report: report)
            } catch {
                throw CommandFailure(of: error, unreached: reason.last)
            }
        }
    }
}
