import Simulator
import Testing

/// The simulator bites: it finds each mistake that a hub like this is known to make.
struct ClassicBugTests {
    /// How many seeds may pass before a bug is found; a campaign runs a thousand.
    private static let patience: ClosedRange<UInt64> = 1...20

    @Test(arguments: ClassicBug.allCases)
    func `is found within twenty seeds`(bug: ClassicBug) {
        let found = Self.patience.contains { seed in
            Simulation(seed: seed, sizes: .small, bug: bug).run().verdict != nil
        }
        #expect(found)
    }

    @Test func `its story ends with what was wrong`() {
        let simulation = Simulation(
            seed: 1, sizes: .small, bug: .keepsOneCursor, tellsStory: true)
        let verdict = simulation.run().verdict
        #expect(verdict != nil)
        #expect(simulation.story.lines.contains { $0.hasSuffix(verdict ?? "-") })
    }
}
