/// A PostgreSQL error code of five characters (Appendix A of its manual).
package struct SQLState: Hashable, Sendable, CustomStringConvertible {
    /// The five characters.
    package let code: String

    /// The state with this code.
    package init(_ code: String) {
        self.code = code
    }

    package var description: String { code }

    /// 23505: a key is there already.
    package static let uniqueViolation = SQLState("23505")
    /// 23514: a CHECK says no.
    package static let checkViolation = SQLState("23514")
    /// 40001: the isolation level cannot be kept; the transaction may be tried again.
    package static let serializationFailure = SQLState("40001")
    /// 40P01: a deadlock was ended at this transaction's cost; it may be tried again.
    package static let deadlockDetected = SQLState("40P01")
    /// 55P03: a lock was not to be had in time.
    package static let lockNotAvailable = SQLState("55P03")
    /// 57014: `statement_timeout` has passed, or somebody cancelled the statement.
    package static let queryCanceled = SQLState("57014")
    /// 22021: text holds a byte, such as NUL, that the database cannot keep.
    package static let characterNotInRepertoire = SQLState("22021")
    /// 25P02: an earlier statement of the transaction has failed.
    package static let transactionAborted = SQLState("25P02")
    /// 0A000: among others, a prepared statement whose table has changed.
    package static let featureNotSupported = SQLState("0A000")

    /// 26000: no statement was prepared under that name, as when its preparation was refused while it
    /// was on its way already.
    package static let invalidStatementName = SQLState("26000")

    /// Whether the statement is at fault, or the schema that it met, rather than the moment.
    ///
    /// A server that is ending, full or busy, a lock that is taken and a plan that is out of date
    /// pass; of what is left, trying again changes nothing.
    var isLasting: Bool {
        !["08", "0A", "25", "26", "40", "53", "55", "57", "58"].contains { code.hasPrefix($0) }
    }

    /// Whether a rule of ours raises it or counts on it: no news for an operator.
    var isExpected: Bool {
        code.hasPrefix("FH")
            || [
                .uniqueViolation, .serializationFailure, .deadlockDetected, .transactionAborted,
                .characterNotInRepertoire,
            ].contains(self)
    }

    /// Whether the server ends the session with this state: shutdown, crash, terminated,
    /// idle too long in a transaction, or a connection exception.
    var endsSession: Bool {
        code.hasPrefix("08") || ["57P01", "57P02", "57P03", "57P05", "25P03"].contains(code)
    }
}
