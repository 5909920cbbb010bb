import Events
import Net

/// A booking rush as a load, which tells the run what was committed and what is true at the end.
actor RushLoad: LoadSource {
    private let rush: BookingRush
    private let loop: EventLoop
    private var commits: [WorkerOrder.Commit] = []
    private var found: RushOutcome?
    private var failure: String?
    /// Returns when nothing is broken on purpose any more; nil when nothing ever is.
    private let mended: (@Sendable () async -> Void)?

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// The load of a rush on the same loop.
    ///
    /// While the hub is broken on purpose, journeys that it ends are no failures; what it has
    /// acknowledged must be true all the same, once it is mended.
    init(
        _ rush: BookingRush, on loop: EventLoop,
        brokenOnPurposeUntil mended: (@Sendable () async -> Void)? = nil
    ) {
        self.rush = rush
        self.loop = loop
        self.mended = mended
    }

    func run() async {
        do {
            found = try await rush.run(askWhen: mended ?? {}) { [self] commit in
                assumeIsolated { $0.heard(commit) }
            }
        } catch {
            failure = "\(error)"
        }
    }

    private func heard(_ commit: SeatCommit) {
        guard let version = commit.version else { return }
        commits.append(
            WorkerOrder.Commit(
                change: "\(commit.seat.flight)/\(commit.seat.designator)/\(version)",
                at: commit.committedAt.microseconds))
    }

    func takeSample() async -> LoadSample {
        let sample = await rush.takeSample()
        defer { commits = [] }
        var times = sample.journeys
        return LoadSample(
            events: sample.bookings, answers: sample.answers, times: TimesDelta(taking: &times),
            errors: sample.errors, commits: commits)
    }

    func truth() -> LoadTruth {
        LoadTruth(
            views: Dictionary(
                uniqueKeysWithValues: (found?.digests ?? [:]).map { ("seats:" + $0.key, $0.value) })
        )
    }

    func outcome() -> LoadOutcome {
        guard let found else {
            return LoadOutcome(
                failures: [
                    RunReport.Failure(reason: failure ?? "the rush did not end", count: 1)
                ])
        }
        var outcome = LoadOutcome(
            latencies: found.latencies, figures: found.figures, faults: found.faults)
        if mended == nil {
            outcome.failures = found.failures
        } else {
            outcome.figures.append(
                RunReport.Figure(
                    name: "brokenJourneys", label: "journeys that a fault ended",
                    value: Double(found.reasons.values.reduce(0, +)), unit: ""))
        }
        return outcome
    }
}
