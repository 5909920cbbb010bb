import Simulator
import Testing

/// One seed is one story, or a failure could not be looked at twice.
struct ReplayTests {
    @Test func `the same seed tells the same story, line by line`() {
        let first = Simulation(seed: 11, sizes: .small, tellsStory: true)
        let second = Simulation(seed: 11, sizes: .small, tellsStory: true)
        #expect(first.run() == second.run())
        #expect(first.story.lines.count > 1_000)
        #expect(first.story.lines == second.story.lines)
    }

    @Test func `telling changes nothing`() {
        let told = Simulation(seed: 12, sizes: .small, tellsStory: true)
        let untold = Simulation(seed: 12, sizes: .small)
        #expect(told.run() == untold.run())
        #expect(untold.story.lines.isEmpty)
    }

    @Test func `another seed tells another story`() {
        let first = Simulation(seed: 13, sizes: .small, tellsStory: true)
        let second = Simulation(seed: 14, sizes: .small, tellsStory: true)
        _ = (first.run(), second.run())
        #expect(first.story.lines != second.story.lines)
    }
}
