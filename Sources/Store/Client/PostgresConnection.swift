import CPostgres
package import Net

/// One session with PostgreSQL, on a loop.
///
/// Statements follow each other in pipeline mode without waiting for answers; answers come in
/// order. Each statement is a unit of its own, so the failure of one leaves the next alone. To be
/// closed by its owner.
package actor PostgresConnection {
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe loop.asUnownedSerialExecutor()
    }

    let configuration: PostgresConfiguration
    let handle: PostgresHandle
    var watch: Watch?
    /// Statements on their way, the oldest first.
    var exchanges: [Exchange] = []
    var prepared = PreparedStatements()
    var isFlushDue = false
    var replyTimer: Net.Timer?
    /// Who waits for the connection to come to be.
    var connecting: CheckedContinuation<Bool, Never>?
    private var onEnd: (@Sendable (PostgresCounters) -> Void)?
    var counters = PostgresCounters()

    /// The process that serves the session; another one than the server's own number says that a
    /// pooler stands between.
    package private(set) var backendPID: Int64 = 0
    private(set) var transaction: UInt64?
    private var lastTransaction: UInt64 = 0

    private init(
        on loop: EventLoop, _ configuration: PostgresConfiguration,
        _ handle: sending PostgresHandle
    ) {
        self.loop = loop
        self.configuration = configuration
        self.handle = handle
        prepared.limit = configuration.preparedLimit
    }

    /// Connects and sets the session up.
    package static func connect(
        on loop: EventLoop, _ configuration: PostgresConfiguration
    ) async throws(PostgresError) -> PostgresConnection {
        do throws(ConnectFailure) {
            return try await connectWithReason(on: loop, configuration)
        } catch {
            configuration.onConnectFailure(error.reason)
            throw .unavailable
        }
    }

    /// Connects and sets the session up, or says why not; cancelled, it gives up at once.
    static func connectWithReason(
        on loop: EventLoop, _ configuration: PostgresConfiguration
    ) async throws(ConnectFailure) -> PostgresConnection {
        let connection = PostgresConnection(
            on: loop, configuration, await begin(configuration))
        let failure = await withTaskCancellationHandler {
            await connection.establish()
        } onCancel: {
            loop.execute { connection.assumeIsolated { $0.close() } }
        }
        if let failure { throw failure }
        return connection
    }

    /// Looking a host's name up blocks the thread, so it leaves the loop.
    @concurrent private static func begin(
        _ configuration: PostgresConfiguration
    ) async -> sending PostgresHandle {
        PostgresHandle(configuration)
    }

    private func establish() async -> ConnectFailure? {
        guard await connected() else {
            let reason = handle.isBroken ? handle.failure : "no answer"
            close()
            return ConnectFailure(reason: reason)
        }
        do throws(PostgresError) {
            try await setUp()
            return nil
        } catch {
            close()
            return ConnectFailure(reason: "\(error)")
        }
    }

    private func setUp() async throws(PostgresError) {
        guard handle.enterPipeline() else { throw .unavailable }
        listen()
        let settings = configuration.sessionSettings
        let calls = settings.indices.map { "set_config($\(2 * $0 + 1), $\(2 * $0 + 2), false)" }
        let row = try await query(
            "SELECT pg_backend_pid(), " + calls.joined(separator: ", "),
            settings.flatMap { [.text($0.name), .text($0.value)] }
        ).only()
        backendPID = try row.int64(0)
    }

    /// Whether the session can be used.
    package var isOpen: Bool { !handle.isBroken }

    /// Calls `body` on the loop when the session ends, once.
    func reportEnd(to body: @escaping @Sendable (PostgresCounters) -> Void) {
        onEnd = body
    }

    /// Whether somebody answers between us and the server.
    package var hasPooler: Bool { Int64(handle.backendPID) != backendPID }

    /// The number of the server's version: 150020 for 15.20.
    package var serverVersion: Int { Int(handle.serverVersion) }

    /// Runs a statement, in the session's transaction if there is one, else as its own.
    ///
    /// Cancelling the task does not take the statement back: it ends by its time-outs.
    package func query(
        _ sql: String, _ parameters: [PostgresValue] = []
    ) async throws(PostgresError) -> PostgresRows {
        let query = PostgresQuery(sql, parameters)
        let outcome = await withCheckedContinuation { continuation in
            send(query) { continuation.resume(returning: $0) }
        }
        return try outcome.get()
    }

    /// Runs statements that do not wait for each other; the first failure is thrown once all have
    /// been answered.
    ///
    /// In a transaction they are one unit, since after a failure none could succeed, and none is
    /// sent when one is refused here; elsewhere each is its own.
    package func queries(
        _ queries: [PostgresQuery]
    ) async throws(PostgresError) -> [PostgresRows] {
        if queries.isEmpty { return [] }
        let areUnits = transaction == nil
        // What is refused here could neither end a unit nor keep what follows from being done.
        if !areUnits, let refusal = queries.lazy.compactMap(\.refusal).first { throw refusal }
        let outcomes = await withCheckedContinuation { continuation in
            var outcomes: [Result<PostgresRows, PostgresError>] = []
            outcomes.reserveCapacity(queries.count)
            let count = queries.count
            let completion = { (outcome: Result<PostgresRows, PostgresError>) in
                outcomes.append(outcome)
                if outcomes.count == count { continuation.resume(returning: outcomes) }
            }
            for (place, query) in queries.enumerated() {
                send(query, endsUnit: areUnits || place == count - 1, completion)
            }
        }
        var rows: [PostgresRows] = []
        rows.reserveCapacity(outcomes.count)
        for outcome in outcomes { rows.append(try outcome.get()) }
        return rows
    }

    /// Marks the session as being in a new transaction; returns its number.
    func enterTransaction() -> UInt64 {
        precondition(transaction == nil, "a session has one transaction at a time")
        lastTransaction += 1
        transaction = lastTransaction
        return lastTransaction
    }

    /// Marks the session as being in no transaction.
    func leaveTransaction() {
        transaction = nil
    }

    /// Ends the session: whatever is on its way fails with `connectionLost`.
    package func close() {
        if let watch { loop.unwatch(watch) }
        watch = nil
        if let replyTimer { loop.cancel(replyTimer) }
        replyTimer = nil
        handle.finish()
        finishConnecting(false)
        let lost = exchanges
        exchanges.removeAll()
        for exchange in lost { exchange.complete(.failure(.connectionLost)) }
        let onEnd = self.onEnd
        self.onEnd = nil
        onEnd?(counters)
    }
}
