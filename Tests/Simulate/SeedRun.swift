import Glibc
import Simulator

/// A seed that was run, and where its story is, if it is one to keep.
struct SeedRun: Sendable {
    let seed: UInt64
    let outcome: Simulation.Outcome
    private(set) var story: String?

    /// Runs `seed`; a failed one runs once more, this time telling what happens.
    init(_ seed: UInt64, _ arguments: Arguments) {
        self.seed = seed
        let simulation = Simulation(
            seed: seed, faults: arguments.faults, bug: arguments.bug,
            tellsStory: arguments.stories == .all)
        outcome = simulation.run()
        if arguments.stories == .all {
            story = keep(simulation.story)
        } else if outcome.verdict != nil {
            let again = Simulation(
                seed: seed, faults: arguments.faults, bug: arguments.bug, tellsStory: true)
            _ = again.run()
            story = keep(again.story)
        }
    }

    /// Writes a story down; returns where it is.
    private func keep(_ story: Story) -> String {
        // It may be there already; that it cannot be made shows when the file is opened.
        mkdir(".build", 0o755)
        mkdir(".build/simulate", 0o755)
        let path = ".build/simulate/seed-\(seed).txt"
        guard let file = fopen(path, "w") else { return "cannot write \(path)" }
        fputs(
            "seed \(seed): seconds, who, what; replay with make simulate SEEDS=1 SEED=\(seed)\n",
            file)
        for line in story.lines { fputs(line + "\n", file) }
        fclose(file)
        return path
    }
}
