import Simulator
import Testing

/// The simulator bites: it finds each mistake that a hub like this is known to make.
struct ClassicBugTests {
    /// How many seeds may pass before a bug is found; a campaign has a thousand.
    private static let patience: ClosedRange<UInt64> = 1...20

    private static func firstSeed(thatFinds bug: ClassicBug) -> UInt64? {
        patience.first { seed in
            Simulation(seed: seed, sizes: .small, faults: bug.provokedBy, bug: bug).run().verdict
                != nil
        }
    }

    @Test(arguments: ClassicBug.allCases)
    func `is found within twenty seeds, and is all that was wrong`(bug: ClassicBug) throws {
        let seed = try #require(Self.firstSeed(thatFinds: bug))
        let outcome = Simulation(seed: seed, sizes: .small, faults: bug.provokedBy).run()
        #expect(outcome.verdict == nil)
    }

    @Test func `its story ends with what was wrong`() {
        let simulation = Simulation(
            seed: 1, sizes: .small, faults: [], bug: .readsByID, tellsStory: true)
        let verdict = simulation.run().verdict
        #expect(verdict != nil)
        #expect(simulation.story.lines.contains { $0.hasSuffix(verdict ?? "-") })
    }
}
