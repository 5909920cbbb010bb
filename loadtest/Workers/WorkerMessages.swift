/// What the coordinator tells a worker, one JSON object a line.
enum WorkerOrder: Codable, Sendable {
    /// Begin a fleet now.
    case launch(FleetPlan)
    /// The hub has acknowledged changes.
    case committed([Commit])
    /// The load begins: cut connections that are to be cut.
    case stir
    /// Drop every connection, and stay away.
    case stayAway
    /// Connect again, all at once; each client has missed so many events.
    case comeBack(missed: Int)
    /// The load is over: cut nothing more, read all.
    case settle
    /// Answer with `audits`.
    case audit
    /// End every connection and the process.
    case stop

    /// A change and when it was committed, in microseconds since 1970.
    struct Commit: Codable, Sendable, Equatable {
        /// Of a seat: `flight/designator/version`.
        var change: String
        var at: Int64
    }
}

/// What a worker tells the coordinator, one JSON object a line.
enum WorkerWord: Codable, Sendable {
    /// What became of its fleets, twice a second.
    case tallies([FleetTally], WorkerUse)
    /// What the clients of its fleets got in all.
    case audits([FleetAudit])
    /// It cannot go on.
    case failed(String)
}

/// What a process uses of the machine.
struct WorkerUse: Codable, Sendable, Equatable {
    /// Microseconds of processor time since its start.
    var cpu: UInt64
    /// Bytes resident now.
    var memory: Int
}
