import Net

/// REST reads as a load.
actor ReadLoad: LoadSource {
    private let reads: RESTReads
    private let loop: EventLoop
    private var found: ReadsOutcome?
    private var failure: String?

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// The load of reads on the same loop.
    init(_ reads: RESTReads, on loop: EventLoop) {
        self.reads = reads
        self.loop = loop
    }

    func run() async {
        do {
            found = try await reads.run()
        } catch {
            failure = "\(error)"
        }
    }

    func takeSample() async -> LoadSample {
        let sample = await reads.takeSample()
        var times = sample.times
        return LoadSample(
            answers: sample.answers, times: TimesDelta(taking: &times), errors: sample.errors)
    }

    func outcome() -> LoadOutcome {
        guard let found else {
            return LoadOutcome(
                failures: [
                    RunReport.Failure(reason: failure ?? "the reads did not end", count: 1)
                ])
        }
        return LoadOutcome(
            latencies: found.latencies, figures: found.figures, faults: found.faults,
            failures: found.failures)
    }
}
