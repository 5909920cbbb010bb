import Accounts
import LocalServices
import Net
import Store

extension CommandFailure {
    /// Says an error of the layers below in one line, with the exit code that scripts see.
    ///
    /// `unreached` is why there was no connection to the database, in the server's or libpq's words,
    /// if that was heard.
    init(of error: any Error, unreached: String? = nil) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as LocalServiceError: self.init(.unavailable, error.description)
        case let error as SocketError: self.init(Self.code(of: error), error.description)
        case let error as DatabaseProblem: self.init(Self.code(of: error), error.description)
        case MigrationError.database(let error): self.init(database: error, unreached)
        case let error as MigrationError: self.init(Self.code(of: error), error.description)
        case let error as PostgresError: self.init(database: error, unreached)
        case AccountError.unavailable:
            self.init(.unavailable, "the database gave no answer; nothing was done")
        case AccountError.internalError:
            self.init(.internalError, "the database has other columns than ours; nothing was done")
        case is CancellationError: self.init(.unavailable, "stopped before it was ready")
        default: self.init(.internalError, "\(error)")
        }
    }

    private init(database error: PostgresError, _ unreached: String?) {
        switch error {
        case .unavailable, .connectionLost:
            self.init(
                .unavailable,
                unreached.map { "no PostgreSQL: \($0)" }
                    ?? "no PostgreSQL answers at the place that DATABASE_URL names")
        default: self.init(.internalError, "PostgreSQL: \(error)")
        }
    }

    private static func code(of error: DatabaseProblem) -> Code {
        switch error {
        case .unreachable: .unavailable
        case .tooOld, .notDurable, .transactionPooling: .configuration
        }
    }

    private static func code(of error: MigrationError) -> Code {
        switch error {
        case .newer, .changed, .pending: .configuration
        case .database: .unavailable
        case .failed: .internalError
        }
    }

    private static func code(of error: SocketError) -> Code {
        switch error {
        case .badAddress: .configuration
        case .addressInUse, .failed: .unavailable
        }
    }
}
