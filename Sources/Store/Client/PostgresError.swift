/// Why the database gave no result.
///
/// Neither the description nor any other property but `ServerError.diagnostic` holds statements,
/// parameters or values of rows.
package enum PostgresError: Error, Sendable, Equatable {
    /// No connection was to be had: the server is away, or too many wait for one. Nothing was sent.
    case unavailable
    /// The connection broke. A transaction is rolled back; of a statement outside of one it is
    /// unknown whether it happened.
    case connectionLost
    /// The connection broke while COMMIT was on its way: it may have happened.
    case commitUnknown
    /// COMMIT came after a failed statement, so the server rolled the transaction back.
    case rolledBack
    /// A statement was given to a transaction that has ended.
    case transactionEnded
    /// The task was cancelled before anything was sent.
    case cancelled
    /// The server refused the statement.
    case server(ServerError)
    /// A column of a result is missing, NULL or not of the type that was asked for.
    case column(String)

    /// The code of the server's refusal; nil for every other reason.
    package var state: SQLState? {
        if case .server(let error) = self { error.state } else { nil }
    }

    /// The constraint that the server named in its refusal.
    package var constraint: String? {
        if case .server(let error) = self { error.constraint } else { nil }
    }

    /// Whether the database is there and does not take the statement, or answers it with other
    /// columns than ours: trying again changes nothing.
    package var isLasting: Bool {
        switch self {
        case .server(let error): error.state.isLasting
        case .column: true
        default: false
        }
    }
}

/// A refusal by the server.
package struct ServerError: Sendable, Equatable, CustomStringConvertible {
    /// The code.
    package let state: SQLState
    /// The constraint that was violated, if one was.
    package let constraint: String?
    /// The table, where the server names one.
    package let table: String?
    /// The server's words.
    ///
    /// They may quote values of rows and parameters: for a developer's eyes,
    /// never for a log or an answer.
    package let diagnostic: String

    /// A refusal with these properties.
    package init(
        state: SQLState, constraint: String? = nil, table: String? = nil, diagnostic: String = ""
    ) {
        self.state = state
        self.constraint = constraint
        self.table = table
        self.diagnostic = diagnostic
    }

    package var description: String {
        "SQLSTATE \(state)" + (table.map { " on \($0)" } ?? "")
            + (constraint.map { " (\($0))" } ?? "")
    }
}

extension ServerError {
    /// Whether no rule of ours counts on it, so that an operator should hear of it.
    var isUnexpected: Bool {
        constraint == Self.balance ? false : !state.isExpected
    }

    /// The constraint by which a purchase fails that the agency's balance does not cover.
    static let balance = "agency_balance_check"

    /// The refusal in one line for a log, without values of rows and parameters: in classes of
    /// codes whose words may quote them, these end where a quotation could begin.
    package var line: String {
        let first = diagnostic.prefix { !$0.isNewline }.prefix(Self.lineLimit)
        let names = ["0A", "23", "25", "3D", "3F", "42", "53", "55", "57"]
        let isSafe = names.contains { state.code.hasPrefix($0) }
        let words = isSafe ? first : first.prefix { !"\"':«„“‘(".contains($0) }
        return "\(self)" + (words.isEmpty ? "" : ": \(words)")
    }

    /// Characters of the server's words that are kept.
    private static let lineLimit = 200
}

extension PostgresError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unavailable: "the database is not available"
        case .connectionLost: "the connection to the database broke"
        case .commitUnknown: "the connection to the database broke during COMMIT"
        case .rolledBack: "the transaction was rolled back"
        case .transactionEnded: "the transaction has ended"
        case .cancelled: "cancelled"
        case .server(let error): "the database refused: \(error)"
        case .column(let name): "column \(name) is not as expected"
        }
    }
}

/// Why a connection was not made.
struct ConnectFailure: Error, Equatable {
    /// In one line; it may name host, user and database.
    let reason: String
}
