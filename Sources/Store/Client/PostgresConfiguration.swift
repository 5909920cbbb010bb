/// Where the database is, and the bounds of what is asked of it.
package struct PostgresConfiguration: Sendable {
    /// A connection URI or `key=value` string, as libpq takes it.
    ///
    /// Holds a password: never log it.
    package var connection: String
    /// Connections of a loop's pool; few, since each has many statements on its way at once.
    package var connectionLimit = 8
    /// Connections that are kept up even when nobody asks for one, so that health is known.
    package var connectionMinimum = 1
    /// Statements on their way on one connection outside of transactions.
    package var pipelineLimit = 32
    /// Callers that wait for a connection; more are refused with `unavailable`.
    package var waiterLimit = 256
    /// How long a caller waits for a connection before it is refused with `unavailable`.
    package var waitLimit: Duration = .seconds(3)
    /// How long connecting may take, name look-up and TLS included.
    package var connectLimit: Duration = .seconds(5)
    /// `statement_timeout` of the sessions.
    package var statementTimeout: Duration = .seconds(10)
    /// `lock_timeout` of the sessions.
    package var lockTimeout: Duration = .seconds(4)
    /// `idle_in_transaction_session_timeout` of the sessions: a caller that hangs frees its locks.
    package var idleInTransactionTimeout: Duration = .seconds(10)
    /// How much longer than `statementTimeout` an answer may take before the connection is
    /// given up: the server is frozen, or the network is gone.
    package var replyGrace: Duration = .seconds(2)
    /// The first and the longest pause before connecting again; half of it is random.
    package var backoff: (first: Duration, longest: Duration) = (.milliseconds(100), .seconds(2))
    /// Prepared statements kept for each connection; further ones are parsed at each use.
    package var preparedLimit = 512
    /// `application_name`, which `pg_stat_activity` shows.
    package var applicationName = "flighthub"
    /// Hears why a connection could not be made, in one line that may name host and user; called
    /// on the loop, at each attempt.
    package var onConnectFailure: @Sendable (String) -> Void = { _ in }
    /// Hears of each statement that was refused for a reason that no rule of ours counts on.
    ///
    /// Called on the loop. `ServerError.line` is fit for a log.
    package var onRefusal: @Sendable (ServerError) -> Void = { _ in }

    /// The defaults for this database.
    package init(_ connection: String) {
        self.connection = connection
    }

    /// How long the oldest statement on its way may be without an answer.
    var replyLimit: Duration { statementTimeout + replyGrace }

    /// The settings of a session, by name.
    var sessionSettings: [(name: String, value: String)] {
        [
            ("statement_timeout", milliseconds(statementTimeout)),
            ("lock_timeout", milliseconds(lockTimeout)),
            ("idle_in_transaction_session_timeout", milliseconds(idleInTransactionTimeout)),
            ("TimeZone", "UTC"),
            ("DateStyle", "ISO"),
            ("extra_float_digits", "1"),
            ("bytea_output", "hex"),
            // Compiling takes longer than any of our statements.
            ("jit", "off"),
        ]
    }

    private func milliseconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return String(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    }
}
