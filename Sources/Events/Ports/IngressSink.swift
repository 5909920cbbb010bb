/// Why events of other services were not taken.
package enum IngressFailure: Error, Equatable, Sendable {
    /// The database is away or too slow; whether they were taken is unknown.
    case unavailable
    /// The database will never take these, for this reason.
    case refused(String)
    /// The database takes none at all until somebody mends it, for this reason; nothing was written.
    case refusesAll(String)
}

/// Takes events of other services into the outbox.
package protocol IngressSink: Sendable {
    /// Writes `events` to the outbox in their order, all in one transaction or none.
    ///
    /// One that was taken before, by its source and id, is passed over: in an earlier call within
    /// the last seven days, or in this one.
    func take(_ events: [IncomingEvent]) async throws(IngressFailure)
}
