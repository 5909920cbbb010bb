import Net

/// Breaks one part of the cluster after another, mends it, and waits until all is well again.
///
/// What it does to the clients is booked under the fault from its beginning to the next one's.
actor ChaosStorm: LoadSource {
    /// The pace of the storm.
    struct Pace: Sendable, Equatable {
        /// How long faults are made; the last one is finished.
        var seconds: Double
        /// How long a fault lasts before it is mended.
        var hold: Double
        /// How long the clients are left in peace first, and after each fault.
        var calm: Double
        /// How long the cluster may take to be well again before that is a failure.
        var patience = 60.0

        /// A pace that meets each of so many faults once, if there is time for it.
        init(seconds: Double, faults: Int) {
            self.seconds = seconds
            let share = seconds / Double(max(1, faults))
            hold = min(5, max(1, share * 0.35))
            calm = min(5, max(2.5, share * 0.3))
        }
    }

    private let faults: [ChaosFault]
    private let pace: Pace
    private let loop: EventLoop
    /// The fleet that should always stand: who is cut or slow on purpose says nothing of the hub.
    private let steady: FleetPlan
    private let leadership: LeadershipWatch?
    private let committed: @Sendable () async -> Int
    private let backlog: @Sendable () async -> Int
    private var findings: [ChaosFinding]
    private var current: Int?
    /// Of the steady clients.
    private var calm = CalmTimes()
    private var tallies: [Int: FleetTally] = [:]
    /// How often tallies have come.
    private var hearings = 0
    private var failures: [String: Int] = [:]
    private var isOver = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// A storm of `faults`; `committed` says how much the hub has acknowledged so far, `backlog`
    /// how many journeys are under way beyond those that are at any time.
    init(
        of faults: [ChaosFault], _ pace: Pace, steady: FleetPlan,
        leadership: LeadershipWatch? = nil, on loop: EventLoop,
        backlog: @escaping @Sendable () async -> Int = { 0 },
        committed: @escaping @Sendable () async -> Int
    ) {
        self.faults = faults
        self.pace = pace
        self.steady = steady
        self.loop = loop
        self.leadership = leadership
        self.backlog = backlog
        self.committed = committed
        findings = faults.map { ChaosFinding($0) }
    }

    /// What each fault did.
    var table: String { ChaosFinding.table(findings) }

    func run() async {
        defer { finish() }
        var place = 0
        await rest()
        let end = MonotonicTime.now + .seconds(1) * pace.seconds
        while MonotonicTime.now < end {
            guard await meet(place % faults.count) else { return }
            place += 1
            await rest()
        }
    }

    /// Leaves the cluster in peace.
    private func rest() async {
        calm.begin(at: WallClock.now)
        try? await loop.sleep(for: .seconds(1) * pace.calm)
        calm.end(at: WallClock.now)
    }

    /// Returns once the storm is over.
    func over() async {
        await withCheckedContinuation { continuation in
            guard !isOver else { return continuation.resume() }
            waiting.append(continuation)
        }
    }

    private func finish() {
        isOver = true
        current = nil
        let waiting = waiting
        self.waiting = []
        for waiter in waiting { waiter.resume() }
    }

    /// Makes a fault; false when the cluster did not survive it, which ends the storm.
    private func meet(_ place: Int) async -> Bool {
        let fault = faults[place]
        current = place
        findings[place].count += 1
        let before = await Counts(tallies, committed: committed())
        do {
            try await fault.begin()
            try await loop.sleep(for: .seconds(1) * pace.hold)
            try await fault.end()
            let mended = MonotonicTime.now
            try await recover(from: fault, place, mended)
            try await catchUp(after: fault, place, mended)
        } catch {
            failures["\(fault.label): \(error)", default: 0] += 1
            return false
        }
        let after = await Counts(tallies, committed: committed())
        findings[place].committed += after.committed - before.committed
        findings[place].delivered += after.delivered - before.delivered
        findings[place].doubled += after.doubled - before.doubled
        findings[place].outOfOrder += after.outOfOrder - before.outOfOrder
        return true
    }

    private func recover(
        from fault: ChaosFault, _ place: Int, _ mended: MonotonicTime
    ) async throws {
        // What is told next may be of before; what comes after that is of now.
        let heard = hearings
        while hearings < heard + 3 || !isWell {
            guard MonotonicTime.now - mended < .seconds(1) * pace.patience else {
                failures["not well \(Int(pace.patience)) s after: \(fault.label)"] = 1
                return
            }
            try await loop.sleep(for: .milliseconds(100))
        }
        let seconds = (MonotonicTime.now - mended) / .seconds(1)
        findings[place].recovery = max(findings[place].recovery, seconds)
    }

    /// Waits until what piled up is made: while it is, the load is the fault's and not the plan's.
    private func catchUp(
        after fault: ChaosFault, _ place: Int, _ mended: MonotonicTime
    ) async throws {
        while await backlog() > 0 {
            guard MonotonicTime.now - mended < .seconds(1) * pace.patience else {
                failures["still behind \(Int(pace.patience)) s after: \(fault.label)"] = 1
                return
            }
            try await loop.sleep(for: .milliseconds(100))
        }
        let seconds = (MonotonicTime.now - mended) / .seconds(1)
        findings[place].backlog = max(findings[place].backlog, seconds)
    }

    private var isWell: Bool {
        guard let tally = tallies[steady.id] else { return false }
        return tally.live == steady.clients && tally.stale == 0
    }

    func heard(_ tallies: [Int: FleetTally]) {
        self.tallies = tallies
        hearings += 1
        if let tally = tallies[steady.id] { calm.add(tally.commitTimes) }
        guard let current else { return }
        for tally in tallies.values { findings[current].add(tally) }
    }

    func takeSample() -> LoadSample { LoadSample(errors: failures.values.reduce(0, +)) }

    func outcome() async -> LoadOutcome {
        let met = findings.filter { $0.count > 0 }
        var figures = [
            RunReport.Figure(
                name: "faults", label: "faults made",
                value: Double(met.reduce(0) { $0 + $1.count }), unit: ""),
            RunReport.Figure(
                name: "committed", label: "changes committed", value: Double(await committed()),
                unit: ""),
            RunReport.Figure(
                name: "longestRecovery", label: "longest recovery",
                value: (met.map(\.recovery).max() ?? 0) * 1_000_000, unit: "µs"),
            RunReport.Figure(
                name: "longestStale", label: "longest shown as out of date",
                value: (met.map(\.stale).max() ?? 0) * 1_000_000, unit: "µs"),
        ]
        figures += met.flatMap(\.figures)
        return LoadOutcome(
            latencies: [calm.latency, await leadership?.latency].compactMap { $0 },
            figures: figures,
            failures: failures.sorted { $0.key < $1.key }
                .map { RunReport.Failure(reason: $0.key, count: $0.value) })
    }
}

/// What had happened up to a moment.
private struct Counts {
    let committed: Int
    let delivered: Int
    let doubled: Int
    let outOfOrder: Int

    init(_ tallies: [Int: FleetTally], committed: Int) {
        self.committed = committed
        delivered = tallies.values.reduce(0) { $0 + $1.frames }
        doubled = tallies.values.reduce(0) { $0 + $1.doubled }
        outOfOrder = tallies.values.reduce(0) { $0 + $1.outOfOrder }
    }
}
