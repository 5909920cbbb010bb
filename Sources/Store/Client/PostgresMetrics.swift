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
    /// The sum of the times from sending a statement to its answer.
    package var latency: Duration = .zero
    /// Connections that were made.
    package var connected = 0
    /// Attempts to connect that failed.
    package var failedAttempts = 0
    /// Sessions that ended without being asked to.
    package var lost = 0
    /// Callers that were refused with `unavailable`.
    package var unavailable = 0

    /// Adds the numbers of another pool.
    package static func += (left: inout PostgresMetrics, right: PostgresMetrics) {
        left.connections += right.connections
        left.reserved += right.reserved
        left.waiting += right.waiting
        left.statements += right.statements
        left.refused += right.refused
        left.latency += right.latency
        left.connected += right.connected
        left.failedAttempts += right.failedAttempts
        left.lost += right.lost
        left.unavailable += right.unavailable
    }

    mutating func add(_ session: PostgresCounters) {
        statements += session.statements
        refused += session.refused
        latency += session.latency
    }
}
