package import Net

/// The database, from any loop: each loop has a pool of its own, and adapters hold this.
///
/// Calls stay on the caller's loop; from elsewhere they go to the first loop's pool.
package final class Database: Sendable {
    /// One pool for each loop, in the order of the loops.
    package let pools: [PostgresPool]

    /// A pool for each of `loops`, of which there is at least one.
    package init(_ configuration: PostgresConfiguration, loops: [EventLoop]) {
        precondition(!loops.isEmpty, "a database needs a loop")
        pools = loops.map { PostgresPool(on: $0, configuration) }
    }

    /// The pool of the loop that the caller runs on.
    package var pool: PostgresPool {
        guard let loop = EventLoop.current else { return pools[0] }
        return pools.first { $0.loop === loop } ?? pools[0]
    }

    /// Runs a statement as a transaction of its own.
    package func query(
        _ sql: String, _ parameters: [PostgresValue] = []
    ) async throws(PostgresError) -> PostgresRows {
        try await pool.query(sql, parameters)
    }

    /// Runs statements, each as a transaction of its own, in order and in one round trip.
    package func queries(
        _ queries: [PostgresQuery]
    ) async throws(PostgresError) -> [PostgresRows] {
        try await pool.queries(queries)
    }

    /// Runs `body` in a transaction: COMMIT when it returns, ROLLBACK when it throws.
    ///
    /// The statements that `last` makes of its value go in one round trip with COMMIT, which does
    /// not happen when one of them fails. Throws what `body` throws, and `PostgresError` when the
    /// transaction cannot begin or end.
    package func transaction<Value>(
        _ mode: TransactionMode = .readCommitted,
        _ body: (PostgresTransaction) async throws -> Value,
        last: (Value) -> [PostgresQuery] = { _ in [] }
    ) async throws -> Value {
        try await pool.transaction(mode, body, last: last)
    }

    /// Makes a connection on each loop; throws when the server is away.
    package func open() async throws(PostgresError) {
        for pool in pools { try await pool.open() }
    }

    /// Ends every session and makes new ones, which may lead to another server; statements that are
    /// on their way fail.
    package func renew() async {
        for pool in pools { await pool.renew() }
    }

    /// Ends every session; whoever waits for one is refused.
    package func close() async {
        for pool in pools { await pool.close() }
    }

    /// Whether every loop has a session with the server.
    package var isHealthy: Bool {
        get async {
            for pool in pools where await !pool.isHealthy { return false }
            return true
        }
    }

    /// What all pools have done so far.
    package var metrics: PostgresMetrics {
        get async {
            var sum = PostgresMetrics()
            for pool in pools { sum += await pool.metrics }
            return sum
        }
    }
}
