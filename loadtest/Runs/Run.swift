import Events
import Histogram
import LiveClient
import Net
import Wire

/// One run of a scenario: connects, puts on the load, waits for the last frames, and checks.
actor Run {
    let plan: RunPlan
    let loop: EventLoop
    let crew: Crew
    private let sources: [any LoadSource]
    private let show: @Sendable (RunProgress) -> Void
    private let began = MonotonicTime.now
    private let startedAt = WallClock.now
    private var probe: ServerProbe
    private var phase = "connecting"
    private var lastSample = MonotonicTime.now
    private var lastOwnCPU: UInt64 = 0
    private var lastFrames = 0
    private var isOver = false

    /// What the fleets did up to the last sample, by id.
    var tallies: [Int: FleetTally] = [:]
    var times = RunTimes()
    var samples: [RunReport.Sample] = []
    var stages: [RunStage] = []
    var load: RunLoad?
    var verdict = DeliveryVerdict()
    var failures: [String: Int] = [:]

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// A run of what was prepared for the same loop.
    init(
        _ prepared: PreparedRun, workers place: WorkerPlace = .process, on loop: EventLoop,
        show: @escaping @Sendable (RunProgress) -> Void
    ) async throws {
        plan = prepared.plan
        self.loop = loop
        sources = prepared.sources
        self.show = show
        probe = ServerProbe(pid: plan.serverPID)
        let processes = plan.fleets.isEmpty ? 0 : plan.processes
        crew = try await Self.crew(of: processes, place, on: loop)
    }

    /// On the loop's thread, where its callbacks belong.
    private static func crew(
        of count: Int, _ place: WorkerPlace, on loop: EventLoop
    ) async throws -> Crew {
        try await withCheckedThrowingContinuation { continuation in
            loop.execute {
                nonisolated(unsafe) let result = Result { try Crew(of: count, place, on: loop) }
                continuation.resume(with: result)
            }
        }
    }

    /// Does all of it; what it found.
    func run() async throws -> RunReport {
        async let sampling: Void = sampleUntilOver()
        do {
            try await connect()
            try await putOnLoad()
            try await check()
        } catch {
            isOver = true
            await sampling
            await crew.stop()
            throw error
        }
        let outcomes = await outcomes()
        // The workers' last words come within half a second.
        try? await loop.sleep(for: .milliseconds(700))
        isOver = true
        await sampling
        let report = report(outcomes, startedAt: startedAt)
        await crew.stop()
        return report
    }

    // MARK: - Connecting

    private func connect() async throws {
        try await wait(10, "the workers") { crew.isReady }
        for fleet in plan.fleets {
            let before = probe.status?.residentBytes
            let ownBefore = crew.use.memory
            crew.launch(fleet)
            let limit = Double(fleet.clients) / fleet.connectRate * 2 + 30
            try await wait(limit, "the connections") { isStanding(fleet) }
            guard live(fleet) == fleet.clients else { throw connectFailure(fleet) }
            // A connection's last answers and the server's tidying up come right after.
            try await loop.sleep(for: .milliseconds(1_200))
            stages.append(
                RunStage(
                    fleet: fleet, serverBefore: before, serverAfter: probe.status?.residentBytes,
                    ownBefore: ownBefore, ownAfter: crew.use.memory))
        }
    }

    private func live(_ fleet: FleetPlan) -> Int { tallies[fleet.id]?.live ?? 0 }

    /// Whether all stand, or will never.
    private func isStanding(_ fleet: FleetPlan) -> Bool {
        live(fleet) == fleet.clients || !(tallies[fleet.id]?.endings.isEmpty ?? true)
    }

    private func connectFailure(_ fleet: FleetPlan) -> ConnectFailure {
        let tally = tallies[fleet.id] ?? FleetTally()
        let interruptions = tally.interruptions.map { "\($0.value) times \($0.key)" }
        return ConnectFailure(
            live: tally.live, wanted: fleet.clients,
            reasons: (tally.endings.map { "\($0.value) times \($0.key)" } + interruptions).sorted())
    }

    // MARK: - Load

    private func putOnLoad() async throws {
        phase = sources.isEmpty ? "holding" : "running"
        let before = (frames: frames, cpu: probe.status?.cpu, time: MonotonicTime.now)
        crew.send(.stir)
        await withDiscardingTaskGroup { group in
            for source in sources { group.addTask { await source.run() } }
        }
        if plan.hold > 0 { try await loop.sleep(for: .seconds(1) * plan.hold) }
        crew.send(.settle)
        try await settleFrames()
        load = RunLoad(
            seconds: (MonotonicTime.now - before.time) / .seconds(1),
            frames: frames - before.frames,
            cpu: before.cpu.flatMap { cpu in probe.status.map { $0.cpu - min(cpu, $0.cpu) } })
        if let failure = crew.failure { throw failure }
    }

    private var frames: Int { tallies.values.reduce(0) { $0 + $1.frames } }

    /// Waits until a second has brought nothing new, or the grace is over.
    private func settleFrames() async throws {
        guard !plan.fleets.isEmpty, !sources.isEmpty else { return }
        phase = "settling"
        let end = MonotonicTime.now + .seconds(1) * plan.grace
        var before = -1
        while frames != before || !isAllLive, MonotonicTime.now < end {
            before = frames
            try await loop.sleep(for: .milliseconds(1_500))
        }
    }

    private var isAllLive: Bool {
        tallies.values.reduce(0) { $0 + $1.live } == plan.clients
    }

    // MARK: - Checking

    private func check() async throws {
        guard plan.fleets.contains(where: { !$0.topics.isEmpty }) else { return }
        phase = "checking"
        if let expected = plan.expectedFrames {
            verdict.lost = max(0, expected - frames)
            verdict.foreign = max(0, frames - expected)
            return
        }
        guard !sources.isEmpty else { return }
        let end = MonotonicTime.now + .seconds(1) * plan.grace
        repeat {
            verdict = try await judge()
            if verdict.isClean { return }
            try await loop.sleep(for: .seconds(1))
        } while MonotonicTime.now < end
    }

    private func judge() async throws -> DeliveryVerdict {
        let audits = await crew.audit()
        if let failure = crew.failure { throw failure }
        var truth = LoadTruth()
        for source in sources { truth.add(await source.truth()) }
        var verdict = DeliveryVerdict()
        for fleet in plan.fleets where !fleet.topics.isEmpty {
            guard let audit = audits[fleet.id] else { continue }
            let history =
                fleet.kind == .broadcast
                ? [fleet.topics[0]: truth.published.sorted()]
                : try await history(of: fleet, audit)
            let topics = Set(fleet.topics)
            verdict.add(
                DeliveryVerdict(
                    audit, history: history, taken: truth.taken.filter { topics.contains($0.key) },
                    views: truth.views))
        }
        return verdict
    }

    private func history(
        of fleet: FleetPlan, _ audit: FleetAudit
    ) async throws -> [String: [Int64]] {
        guard let epoch = audit.epoch, let url = ServerURL(parsing: plan.url) else { return [:] }
        var limits = HTTPLimits()
        limits.bodyBytes = TopicHistory.pageBytes
        let client = RESTClient(
            to: try url.resolve(), host: url.authority, on: loop, limits: limits)
        defer { client.close() }
        let start = audit.rows.compactMap(\.value.start).min() ?? 0
        return try await TopicHistory(api: BookingAPI(client: client, token: plan.auditToken))
            .seqs(of: fleet.topics, after: start, epoch: epoch)
    }

    private func outcomes() async -> [LoadOutcome] {
        var outcomes: [LoadOutcome] = []
        for source in sources { outcomes.append(await source.outcome()) }
        return outcomes
    }

    // MARK: - Watching

    private func sampleUntilOver() async {
        while !isOver {
            try? await loop.sleep(for: .milliseconds(isOver ? 0 : 500))
            let seconds = (MonotonicTime.now - lastSample) / .seconds(1)
            await update(sample: seconds >= 1)
        }
    }

    private func update(sample isDue: Bool) async {
        var phase: RunPhase?
        for source in sources { phase = await source.phase() ?? phase }
        for (id, tally) in crew.takeTallies() {
            times.record(tally, in: phase)
            tallies[id] = tally
        }
        guard isDue else { return }
        let now = MonotonicTime.now
        let seconds = (now - lastSample) / .seconds(1)
        lastSample = now
        var done = LoadSample()
        for source in sources { done.add(await source.takeSample()) }
        if !done.commits.isEmpty { crew.send(.committed(done.commits)) }
        let sample = sample(done, seconds: seconds)
        samples.append(sample)
        show(progress(sample))
    }

    private func sample(_ done: LoadSample, seconds: Double) -> RunReport.Sample {
        let latest = times.takeLatest(or: done.times)
        let ownCPU = crew.use.cpu + WorkerUse.now.cpu
        let delivered = frames
        var sample = RunReport.Sample(
            at: (lastSample - began) / .seconds(1),
            clients: tallies.values.reduce(0) { $0 + $1.live },
            eventsPerSecond: Double(done.events) / seconds,
            framesPerSecond: Double(delivered - lastFrames + done.answers) / seconds,
            p50: latest?.p50, p99: latest?.p99, errors: errors + done.errors,
            ownCPU: lastOwnCPU == 0 ? 0 : Double(ownCPU &- lastOwnCPU) / 1_000_000 / seconds)
        lastFrames = delivered
        lastOwnCPU = ownCPU
        probe.fill(&sample, seconds: seconds)
        return sample
    }

    private var errors: Int {
        tallies.values.reduce(0) {
            $0 + $1.doubled + $1.outOfOrder + $1.missedInPlace + $1.unreadable
                + $1.endings.values.reduce(0, +) + $1.interruptions.values.reduce(0, +)
        }
    }

    private func progress(_ sample: RunReport.Sample) -> RunProgress {
        let planned = plan.connectSeconds + plan.loadSeconds + plan.hold + 4
        let left = max(0, planned - sample.at)
        return RunProgress(
            phase: phase, fraction: min(1, sample.at / planned), secondsLeft: left, sample: sample)
    }

    private func wait(
        _ seconds: Double, _ what: String, until condition: () -> Bool
    ) async throws {
        let end = MonotonicTime.now + .seconds(1) * seconds
        while !condition(), MonotonicTime.now < end, crew.failure == nil {
            try await loop.sleep(for: .milliseconds(50))
        }
        if let failure = crew.failure { throw failure }
    }
}

/// Not every client got its subscriptions.
struct ConnectFailure: Error, CustomStringConvertible {
    let live: Int
    let wanted: Int
    let reasons: [String]

    var description: String {
        "only \(live) of \(wanted) clients stand"
            + (reasons.isEmpty ? "" : ": " + reasons.joined(separator: "; "))
    }
}
