package import Net

/// What pools have done since the start, and what they do now.
package struct PostgresMetrics: Sendable, Equatable {
    /// Sessions that are open.
    package var connections = 0
    /// Sessions that a transaction has for itself.
    package var reserved = 0
    /// Callers that wait for a session.
    package var waiting = 0
    /// Statements that were answered, those of transactions included.
    package var statements = 0
    /// Statements that were answered with an error.
    package var refused = 0
    /// From sending a statement to its answer.
    package var latency = DurationHistogram(bounds: latencyBounds)
    /// Connections that were made.
    package var connected = 0
    /// Attempts to connect that failed.
    package var failedAttempts = 0
    /// Sessions that ended without being asked to.
    package var lost = 0
    /// Callers that were refused with `unavailable`.
    package var unavailable = 0

    /// The domain's promise is 50 ms for 95 % of the statements.
    static let latencyBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]

    /// Adds the numbers of another pool.
    package static func += (left: inout PostgresMetrics, right: PostgresMetrics) {
        left.connections += right.connections
        left.reserved += right.reserved
        left.waiting += right.waiting
        left.statements += right.statements
        left.refused += right.refused
        left.latency.add(right.latency)
        left.connected += right.connected
        left.failedAttempts += right.failedAttempts
        left.lost += right.lost
        left.unavailable += right.unavailable
    }

    mutating func add(_ session: PostgresCounters) {
        statements += session.statements
        refused += session.refused
        latency.add(session.latency)
    }
}
