import Booking
import Delivery
import Events
import Logging
import Net

/// What one node does for all of them, at its time: the holder of the lease.
actor NodeJobs {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// A piece of work and how often it is due; it says how much there was to do.
    struct Job: Sendable {
        let name: String
        let interval: Duration
        let work: @Sendable () async throws -> Int
    }

    private let jobs: [Job]
    private let sequencer: SequencerDriver
    private let logger = Logger(label: "jobs")
    private var nextRuns: [MonotonicTime]
    private var current: Task<Void, any Error>?
    private var isStopping = false

    init(on loop: EventLoop, _ jobs: [Job], sequencer: SequencerDriver) {
        self.loop = loop
        self.jobs = jobs
        self.sequencer = sequencer
        nextRuns = jobs.map { _ in .now }
    }

    /// Runs until `stop`, one job at a time.
    func run() async {
        while !isStopping {
            if await sequencer.isHolder { await runWhatIsDue() }
            let pause = Task(executorPreference: loop) {
                try await self.loop.sleep(for: .seconds(1))
            }
            current = pause
            _ = await pause.result
        }
    }

    /// Ends `run` after the job that is on its way.
    func stop() {
        isStopping = true
        current?.cancel()
    }

    private func runWhatIsDue() async {
        for (place, job) in jobs.enumerated() where nextRuns[place] <= .now {
            if isStopping { return }
            nextRuns[place] = .now + job.interval
            do {
                let count = try await job.work()
                if count > 0 { logger.debug("\(job.name): \(count)") }
            } catch {
                logger.warning("\(job.name) failed: \(error)")
            }
        }
    }
}
