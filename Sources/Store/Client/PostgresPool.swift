package import Net

/// The sessions of one loop.
///
/// A statement goes to the session that has the least to do; a transaction has an idle one for itself.
/// When all are taken, callers wait in order, up to a number and a time; beyond these, and while
/// the server is away, they get `unavailable` at once.
package actor PostgresPool {
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe loop.asUnownedSerialExecutor()
    }

    let configuration: PostgresConfiguration
    var members: [Member] = []
    var waiters: [Waiter] = []
    var lastWaiter: UInt64 = 0
    /// Connections that are being made.
    var openings: [UInt64: Task<Void, Never>] = [:]
    var lastOpening: UInt64 = 0
    var isClosed = false
    /// Since the last success; each failure lengthens the pause before the next attempt.
    var failures = 0
    var retryTimer: Net.Timer?
    var counters = PostgresMetrics()

    /// A session and what it is used for.
    struct Member {
        let connection: PostgresConnection
        /// Statements on their way outside of a transaction.
        var load = 0
        /// Whether a transaction has it for itself.
        var isReserved = false
    }

    /// A pool on `loop`; it connects when it is first asked, or by `open`.
    package init(on loop: EventLoop, _ configuration: PostgresConfiguration) {
        self.loop = loop
        self.configuration = configuration
    }

    /// Runs a statement as a transaction of its own.
    package func query(
        _ sql: String, _ parameters: [PostgresValue] = []
    ) async throws(PostgresError) -> PostgresRows {
        let connection = try await take(.statement)
        defer { giveBack(connection, .statement) }
        return try await connection.query(sql, parameters)
    }

    /// Runs statements, each as a transaction of its own, in order and in one round trip.
    package func queries(
        _ queries: [PostgresQuery]
    ) async throws(PostgresError) -> [PostgresRows] {
        let connection = try await take(.statement)
        defer { giveBack(connection, .statement) }
        return try await connection.queries(queries)
    }

    /// Runs `body` in a transaction: COMMIT when it returns, ROLLBACK when it throws.
    ///
    /// The statements that `last` makes of its value go in one round trip with COMMIT, which does
    /// not happen when one of them fails. Throws what `body` throws, and `PostgresError` when the
    /// transaction cannot begin or end.
    package nonisolated func transaction<Value>(
        _ mode: TransactionMode = .readCommitted,
        _ body: (PostgresTransaction) async throws -> Value,
        last: (Value) -> [PostgresQuery] = { _ in [] }
    ) async throws -> Value {
        let connection = try await take(.transaction)
        do {
            let value = try await connection.transaction(mode, body, last: last)
            await giveBack(connection, .transaction)
            return value
        } catch {
            await giveBack(connection, .transaction)
            throw error
        }
    }

    /// Makes the first connection; throws when it cannot be made now.
    ///
    /// The pool goes on trying.
    package func open() async throws(PostgresError) {
        let connection = try await take(.statement)
        giveBack(connection, .statement)
    }

    /// Refuses whoever waits, and ends the sessions, also those that are being made.
    package func close() async {
        isClosed = true
        if let retryTimer { loop.cancel(retryTimer) }
        retryTimer = nil
        refuseWaiters()
        let open = members
        members.removeAll()
        for member in open { await member.connection.close() }
        let begun = openings.values
        for opening in begun { opening.cancel() }
        for opening in begun { await opening.value }
    }

    /// Whether at least one session is open.
    package var isHealthy: Bool { !members.isEmpty }

    /// What the pool has done so far, and what it does now.
    package var metrics: PostgresMetrics {
        var metrics = counters
        for member in members {
            metrics.add(member.connection.assumeIsolated { $0.counters })
        }
        metrics.connections = members.count
        metrics.reserved = members.count { $0.isReserved }
        metrics.waiting = waiters.count
        return metrics
    }
}
