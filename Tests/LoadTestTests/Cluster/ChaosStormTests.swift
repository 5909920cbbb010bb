import Net
import Synchronization
import Testing

@testable import loadtest

/// The order of a storm, without anything that could break.
struct ChaosStormTests {
    private final class Diary: Sendable {
        private let lines = Mutex<[String]>([])

        var all: [String] { lines.withLock { $0 } }

        func note(_ line: String) { lines.withLock { $0.append(line) } }
    }

    private func plan(clients: Int) -> FleetPlan {
        FleetPlan(url: "http://127.0.0.1:1", clients: clients, connectRate: 1)
    }

    private func storm(
        _ faults: [ChaosFault], patience: Double = 60, on loop: EventLoop,
        backlog: @escaping @Sendable () async -> Int = { 0 }
    ) -> ChaosStorm {
        var pace = ChaosStorm.Pace(seconds: 0.001, faults: faults.count)
        pace.hold = 0
        pace.patience = patience
        pace.calm = 0
        return ChaosStorm(
            of: faults, pace, steady: plan(clients: 3), on: loop, backlog: backlog
        ) { 7 }
    }

    /// Runs a storm to which tallies are told all the while.
    ///
    /// They are told as a run does, which knows a storm as one of its sources, at the same pace
    /// whatever the storm does, but more often: what happens in between is for the storm to see.
    private func run(_ storm: ChaosStorm, telling tally: FleetTally, on loop: EventLoop) async {
        let source: any LoadSource = storm
        let telling = Task(executorPreference: loop) {
            while !Task.isCancelled {
                await source.heard([0: tally])
                try? await loop.sleep(for: .milliseconds(2))
            }
        }
        await storm.run()
        await storm.over()
        telling.cancel()
    }

    @Test func `a fault is made, mended, and over when all clients are well`() async throws {
        let loop = try EventLoop(name: "storm")
        loop.start()
        defer { loop.stop() }
        let diary = Diary()
        let storm = storm(
            [
                ChaosFault("a", "a broken") {
                    diary.note("begin")
                } end: {
                    diary.note("end")
                }
            ], on: loop)
        var tally = FleetTally()
        tally.live = 3
        tally.staleTimes.values = [1_500_000, 250_000]
        tally.staleTimes.counts = [1, 1]
        await run(storm, telling: tally, on: loop)
        #expect(diary.all.prefix(2) == ["begin", "end"])
        let outcome = await storm.outcome()
        #expect(outcome.failures.isEmpty)
        #expect(outcome.figures.first { $0.name == "stale.a" }?.value == 1_500_000)
        #expect(outcome.figures.first { $0.name == "committed" }?.value == 7)
    }

    @Test(arguments: [(2, 0), (3, 1)])
    func `clients that do not come back, or stay out of date, are a failure`(
        live: Int, stale: Int
    ) async throws {
        let loop = try EventLoop(name: "storm")
        loop.start()
        defer { loop.stop() }
        let storm = storm([ChaosFault("a", "a broken") {}], patience: 0.05, on: loop)
        var tally = FleetTally()
        tally.live = live
        tally.stale = stale
        await run(storm, telling: tally, on: loop)
        #expect(await storm.outcome().failures.map(\.reason) == ["not well 0 s after: a broken"])
    }

    @Test func `a fault is not over while what it held up is being made`() async throws {
        let loop = try EventLoop(name: "storm")
        loop.start()
        defer { loop.stop() }
        let left = Atomic(3)
        let storm = storm([ChaosFault("a", "a broken") {}], on: loop) {
            left.subtract(1, ordering: .relaxed).newValue
        }
        var tally = FleetTally()
        tally.live = 3
        await run(storm, telling: tally, on: loop)
        let figures = await storm.outcome().figures
        let value = { (name: String) in figures.first { $0.name == name }?.value ?? 0 }
        #expect(value("backlog.a") > value("recovery.a"))
        #expect(left.load(ordering: .relaxed) <= 0)
    }

    @Test func `what is never made up for is a failure`() async throws {
        let loop = try EventLoop(name: "storm")
        loop.start()
        defer { loop.stop() }
        let storm = storm([ChaosFault("a", "a broken") {}], patience: 1, on: loop) { 1 }
        var tally = FleetTally()
        tally.live = 3
        await run(storm, telling: tally, on: loop)
        #expect(
            await storm.outcome().failures.map(\.reason) == ["still behind 1 s after: a broken"])
    }

    @Test func `a part that cannot be mended ends the storm`() async throws {
        let loop = try EventLoop(name: "storm")
        loop.start()
        defer { loop.stop() }
        let diary = Diary()
        let storm = storm(
            [
                ChaosFault("a", "a broken") {
                    diary.note("begin")
                } end: {
                    throw ClusterFailure.noPort
                }
            ], on: loop)
        await run(storm, telling: FleetTally(), on: loop)
        #expect(diary.all == ["begin"])
        #expect(await storm.outcome().failures.count == 1)
    }
}
