/// What became of a fleet so far; counts only grow, times are those since the tally before.
struct FleetTally: Codable, Sendable, Equatable {
    /// Which fleet.
    var fleet = 0
    /// Clients whose connection was begun.
    var begun = 0
    /// Clients whose every subscription stands now.
    var live = 0
    /// Connections that were greeted.
    var welcomes = 0
    /// Events delivered to clients.
    var frames = 0
    /// Events that came again.
    var doubled = 0
    /// Events that came after a later one.
    var outOfOrder = 0
    /// Events that did not come in their place and were asked for again.
    var missedInPlace = 0
    /// Messages that made no sense.
    var unreadable = 0
    /// Topics that the client was told to start again, though nothing it did asked for it.
    var restarts = 0
    /// Clients that have every event they missed while they were told to stay away.
    var caughtUp = 0
    /// Clients that show now that what they show may be out of date.
    var stale = 0
    /// Clients that stood again after a loss, by the second of the wall clock.
    var returns: [Int64: Int] = [:]
    /// Connections cut by the fleet itself.
    var cuts = 0
    /// Connections, or attempts at one, that ended otherwise and were tried again, by reason.
    var interruptions: [String: Int] = [:]
    /// The same of clients that read slowly.
    var slowInterruptions: [String: Int] = [:]
    /// Clients that gave up, by reason.
    var endings: [String: Int] = [:]
    /// From when a connection should have begun to its `welcome`.
    var connectTimes = TimesDelta()
    /// From when a connection should have begun to when all its subscriptions stood.
    var standingTimes = TimesDelta()
    /// From when an event should have been published, or was committed, to its frame.
    var deliveryTimes = TimesDelta()
    /// The same by when it was committed, if the plan asks for it; without clients that read slowly.
    var commitTimes = CommitTimes()
    /// The same for clients that read slowly.
    var slowTimes = TimesDelta()
    /// From the end of a connection to when all its subscriptions stood again.
    var resumeTimes = TimesDelta()
    /// The same, less what the server or the client's own back-off had set as its pause.
    var overdueTimes = TimesDelta()
    /// From when all were let back to when a client had every event that it missed.
    var catchUpTimes = TimesDelta()
    /// From when a client had to show that it may be out of date to when it was up to date again.
    var staleTimes = TimesDelta()

    /// Adds the tally of another part of the same fleet.
    mutating func add(_ other: FleetTally) {
        begun += other.begun
        live += other.live
        welcomes += other.welcomes
        frames += other.frames
        doubled += other.doubled
        outOfOrder += other.outOfOrder
        missedInPlace += other.missedInPlace
        unreadable += other.unreadable
        restarts += other.restarts
        caughtUp += other.caughtUp
        stale += other.stale
        returns.merge(other.returns, uniquingKeysWith: +)
        cuts += other.cuts
        interruptions.merge(other.interruptions, uniquingKeysWith: +)
        slowInterruptions.merge(other.slowInterruptions, uniquingKeysWith: +)
        endings.merge(other.endings, uniquingKeysWith: +)
        connectTimes.add(other.connectTimes)
        standingTimes.add(other.standingTimes)
        deliveryTimes.add(other.deliveryTimes)
        commitTimes.add(other.commitTimes)
        slowTimes.add(other.slowTimes)
        resumeTimes.add(other.resumeTimes)
        overdueTimes.add(other.overdueTimes)
        catchUpTimes.add(other.catchUpTimes)
        staleTimes.add(other.staleTimes)
    }
}
