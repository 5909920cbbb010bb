import Glibc
import Simulator

/// Runs many seeds, a few at a time, and says how far it is and which of them failed.
struct Campaign {
    private let arguments: Arguments
    private let clock = ContinuousClock()
    private var seeds: UInt64 = 0
    private var failures = 0
    private var conflations = 0
    private var feedOverruns = 0
    private var virtual: Duration = .zero
    private var faults: [Fault: FaultTally.Count] = [:]

    init(_ arguments: Arguments) {
        self.arguments = arguments
    }

    /// Runs every seed; true when none of them failed.
    mutating func run() async -> Bool {
        let start = clock.now
        if arguments.jobs == 1 {
            // Without a thread beside this one, callgrind can count.
            for seed in arguments.first..<arguments.first + arguments.seeds {
                count(SeedRun(seed, arguments), since: start)
            }
        } else {
            await runSeveral(since: start)
        }
        reportFaults()
        if failures > 0 { print("replay one with: make simulate SEEDS=1 SEED=<seed>") }
        return failures == 0
    }

    private mutating func runSeveral(since start: ContinuousClock.Instant) async {
        let (arguments, first) = (arguments, arguments.first)
        await withTaskGroup(of: SeedRun.self) { group in
            let atOnce = min(UInt64(arguments.jobs), arguments.seeds)
            for number in 0..<atOnce {
                group.addTask { SeedRun(first + number, arguments) }
            }
            var begun = atOnce
            while let run = await group.next() {
                count(run, since: start)
                guard begun < arguments.seeds else { continue }
                let seed = first + begun
                begun += 1
                group.addTask { SeedRun(seed, arguments) }
            }
        }
    }

    private mutating func count(_ run: SeedRun, since start: ContinuousClock.Instant) {
        seeds += 1
        virtual += run.outcome.time
        conflations += run.outcome.conflations
        feedOverruns += run.outcome.feedOverruns
        faults.merge(run.outcome.faults) { $0 + $1 }
        if let verdict = run.outcome.verdict {
            failures += 1
            print("seed \(run.seed): \(verdict)")
        }
        if let story = run.story { print("seed \(run.seed)'s story: \(story)") }
        if seeds % 100 == 0 || seeds == arguments.seeds {
            report(after: start.duration(to: clock.now))
        }
        // For who reads a night's log in the morning, or before.
        fflush(nil)
    }

    /// What struck and never bit proves nothing.
    private func reportFaults() {
        guard !arguments.faults.isEmpty else { return }
        print("faults struck/bit: \(arguments.faults.summary(faults))")
    }

    private func report(after real: Duration) {
        let minutes = (virtual / .seconds(60)).rounded()
        let rate = minutes / max(0.001, real / .seconds(1))
        print(
            "\(seeds) seeds, \(failures) failed, \(conflations) conflated frames,"
                + " \(feedOverruns) loops that began again;"
                + " \(Int(minutes)) virtual minutes, \((rate * 10).rounded() / 10) in a second")
    }
}
