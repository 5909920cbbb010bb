import Histogram

/// The times of a run's clients: of all of it, and of its last second.
struct RunTimes {
    private(set) var connect = Histogram<UInt64>.microseconds()
    private(set) var standing = Histogram<UInt64>.microseconds()
    private(set) var delivery = Histogram<UInt64>.microseconds()
    private(set) var slow = Histogram<UInt64>.microseconds()
    private(set) var resume = Histogram<UInt64>.microseconds()
    /// The deliveries of each phase of the run, in order.
    private(set) var phases: [(phase: RunPhase, delivery: Histogram<UInt64>)] = []
    private var latest = Histogram<UInt64>.microseconds()

    /// Adds the times of a tally, those of deliveries to the phase too.
    mutating func record(_ tally: FleetTally, in phase: RunPhase?) {
        if let phase {
            if phases.last?.phase != phase {
                phases.append((phase, Histogram<UInt64>.microseconds()))
            }
            tally.deliveryTimes.record(in: &phases[phases.count - 1].delivery)
        }
        tally.connectTimes.record(in: &connect)
        tally.standingTimes.record(in: &standing)
        tally.deliveryTimes.record(in: &delivery)
        tally.slowTimes.record(in: &slow)
        tally.resumeTimes.record(in: &resume)
        tally.deliveryTimes.record(in: &latest)
    }

    /// Milliseconds at two percentiles of what was delivered since the last call, or else of
    /// `others`; nil when there was nothing.
    mutating func takeLatest(or others: TimesDelta) -> (p50: Double, p99: Double)? {
        if latest.totalCount == 0 { others.record(in: &latest) }
        guard latest.totalCount > 0 else { return nil }
        defer { latest.reset() }
        return (
            Double(latest.valueAtPercentile(50)) / 1_000,
            Double(latest.valueAtPercentile(99)) / 1_000
        )
    }
}

/// A fleet that stands, and what its connections cost.
struct RunStage {
    var fleet: FleetPlan
    /// Resident bytes of the server before its first connection and after its last; nil when
    /// unknown.
    var serverBefore: Int?
    var serverAfter: Int?
    /// The same of the workers.
    var ownBefore: Int
    var ownAfter: Int
}

/// What happened while the load was on.
struct RunLoad {
    var seconds: Double
    var frames: Int
    /// Microseconds of the server's processor time; nil when unknown.
    var cpu: UInt64?
}
