import Simulator
import Testing

/// The promise of the hub, in worlds where everything goes wrong: every committed event reaches
/// every entitled subscriber in order, or the subscriber is told to start again.
struct GuaranteeTests {
    /// A seed that fails is run again to tell its story, which ends with what was wrong.
    private func expectGuarantee(
        seed: UInt64, sizes: Sizes = Sizes(), faults: [Fault] = Fault.allCases
    ) -> Simulation.Outcome {
        let outcome = Simulation(seed: seed, sizes: sizes, faults: faults).run()
        guard let verdict = outcome.verdict else { return outcome }
        let again = Simulation(seed: seed, sizes: sizes, faults: faults, tellsStory: true)
        _ = again.run()
        let story = again.story.lines.suffix(60).joined(separator: "\n")
        Issue.record("seed \(seed): \(verdict)\n\(story)\nmake simulate SEEDS=1 SEED=\(seed)")
        return outcome
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `three nodes and fifty clients keep it through every fault`(seed: UInt64) {
        _ = expectGuarantee(seed: seed)
    }

    @Test(arguments: Fault.allCases)
    func `a small world keeps it through one fault again and again, which bites`(fault: Fault) {
        // Only a node that is new has to read what was dropped: the others remember it.
        let faults = fault == .partitionDropped ? [fault, .nodeKilled] : [fault]
        let outcome = expectGuarantee(seed: 8, sizes: .small, faults: faults)
        #expect(outcome.faults[fault]?.bites ?? 0 > 0)
    }

    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func `another node leads within three seconds when the leader is killed or frozen`(
        seed: UInt64
    ) {
        let faults: [Fault] = [.leaderFrozen, .nodeKilled, .nodeLostPower]
        let outcome = Simulation(seed: seed, sizes: .small, faults: faults).run()
        #expect(outcome.verdict == nil)
        #expect(outcome.leaderless > .seconds(1))
        #expect(outcome.leaderless < .seconds(3))
    }

    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func `a loop that is held for longer than its feed holds begins again`(seed: UInt64) {
        let outcome = expectGuarantee(seed: seed, sizes: .small, faults: [.loopHeld])
        #expect(outcome.feedOverruns > 0)
    }

    @Test func `a node of one loop keeps it as well`() {
        var sizes = Sizes.small
        sizes.loops = 1
        let outcome = expectGuarantee(seed: 5, sizes: sizes)
        #expect(outcome.deliveries > 0)
    }

    @Test func `slow readers get the newest of each flight and seat, and miss nothing else`() {
        var sizes = Sizes.small
        sizes.eventsPerSecond = 60
        let outcome = Simulation(seed: 3, sizes: sizes, faults: [.slowReader]).run()
        #expect(outcome.verdict == nil)
        #expect(outcome.conflations > 0)
    }

    @Test func `events reach everybody while nothing goes wrong`() {
        let outcome = Simulation(seed: 1, sizes: .small, faults: []).run()
        #expect(outcome.verdict == nil)
        #expect(outcome.committed > 300)
        #expect(outcome.deliveries > 1_000)
    }
}
