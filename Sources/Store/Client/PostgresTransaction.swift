/// How a transaction reads and locks.
package struct TransactionMode: Sendable, Equatable {
    let begin: String

    /// READ COMMITTED: each statement sees what was committed when it began.
    package static let readCommitted = TransactionMode(begin: "BEGIN")
    /// REPEATABLE READ, READ ONLY: several reads of one state.
    package static let snapshot = TransactionMode(
        begin: "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
}

/// A transaction while its body runs.
package struct PostgresTransaction: Sendable {
    let connection: PostgresConnection
    let number: UInt64

    /// Runs a statement in the transaction.
    package func query(
        _ sql: String, _ parameters: [PostgresValue] = []
    ) async throws(PostgresError) -> PostgresRows {
        try await queries([PostgresQuery(sql, parameters)])[0]
    }

    /// Runs statements that do not need each other's results, in order and in one round trip.
    package func queries(
        _ queries: [PostgresQuery]
    ) async throws(PostgresError) -> [PostgresRows] {
        guard await connection.transaction == number else { throw .transactionEnded }
        return try await connection.queries(queries)
    }
}

extension PostgresConnection {
    /// Runs `body` in a transaction: COMMIT when it returns, ROLLBACK when it throws.
    ///
    /// The statements that `last` makes of its value go in one round trip with COMMIT, which does
    /// not happen when one of them fails. Nobody else may use the session meanwhile. `body` runs
    /// where the caller does. Throws what `body` throws, and `PostgresError` when the transaction
    /// cannot begin or end.
    package nonisolated func transaction<Value>(
        _ mode: TransactionMode = .readCommitted,
        _ body: (PostgresTransaction) async throws -> Value,
        last: (Value) -> [PostgresQuery] = { _ in [] }
    ) async throws -> Value {
        let transaction = await begin(mode)
        let value: Value
        do {
            value = try await body(transaction)
        } catch {
            await rollBack()
            throw error
        }
        try await commit(after: last(value))
        return value
    }

    private func begin(_ mode: TransactionMode) -> PostgresTransaction {
        // BEGIN is of one unit with the first statement; its failure is that statement's too.
        send(PostgresQuery(mode.begin), endsUnit: false) { _ in }
        return PostgresTransaction(connection: self, number: enterTransaction())
    }

    private func rollBack() async {
        leaveTransaction()
        _ = try? await query("ROLLBACK")
    }

    private func commit(after last: [PostgresQuery]) async throws(PostgresError) {
        guard isOpen else {
            leaveTransaction()
            throw .rolledBack
        }
        let rows: [PostgresRows]
        do throws(PostgresError) {
            // One unit: COMMIT is skipped when one before it fails.
            rows = try await queries(last + [PostgresQuery("COMMIT")])
        } catch {
            await rollBack()
            throw error == .connectionLost ? .commitUnknown : error
        }
        leaveTransaction()
        // COMMIT of a transaction in which a statement failed answers ROLLBACK.
        guard rows.last?.command == "COMMIT" else { throw .rolledBack }
    }
}
