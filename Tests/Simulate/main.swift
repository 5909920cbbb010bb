import Glibc
import Simulator

/// Runs seed after seed, says how far it is, and keeps the story of each that fails.
func simulate(_ arguments: Arguments) -> Bool {
    let clock = ContinuousClock()
    let start = clock.now
    var virtual: Duration = .zero
    var failures = 0
    var conflations = 0
    for number in 0..<arguments.seeds {
        let seed = arguments.first + number
        let outcome = Simulation(
            seed: seed, faults: arguments.faults, bug: arguments.bug
        ).run()
        virtual += outcome.time
        conflations += outcome.conflations
        if let verdict = outcome.verdict {
            failures += 1
            print("seed \(seed): \(verdict)\n  story: \(keepStory(of: seed, arguments))")
        }
        if (number + 1) % 100 == 0 || number + 1 == arguments.seeds {
            report(number + 1, failures, conflations, virtual, start.duration(to: clock.now))
        }
    }
    if failures > 0 { print("replay one with: make simulate SEEDS=1 SEED=<seed>") }
    return failures == 0
}

/// Runs a seed once more, this time telling what happens; returns where that is written.
func keepStory(of seed: UInt64, _ arguments: Arguments) -> String {
    let again = Simulation(
        seed: seed, faults: arguments.faults, bug: arguments.bug, tellsStory: true)
    _ = again.run()
    // It may be there already; that it cannot be made shows when the file is opened.
    mkdir(".build", 0o755)
    mkdir(".build/simulate", 0o755)
    let path = ".build/simulate/seed-\(seed).txt"
    guard let file = fopen(path, "w") else { return "cannot write \(path)" }
    fputs(
        "seed \(seed): seconds, who, what; replay with make simulate SEEDS=1 SEED=\(seed)\n", file)
    for line in again.story.lines { fputs(line + "\n", file) }
    fclose(file)
    return path
}

/// Says how far it is.
func report(
    _ seeds: UInt64, _ failures: Int, _ conflations: Int, _ virtual: Duration, _ real: Duration
) {
    let minutes = virtual.components.seconds / 60
    let rate = Double(virtual.components.seconds) / 60 / max(0.001, real / .seconds(1))
    print(
        "\(seeds) seeds, \(failures) failed, \(conflations) conflated frames;"
            + " \(minutes) virtual minutes,"
            + " \((rate * 10).rounded() / 10) in a second")
    fflush(nil)
}

do {
    let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
    print("simulating from seed \(arguments.first)")
    exit(simulate(arguments) ? 0 : 1)
} catch {
    print("simulate: \(error)")
    exit(2)
}
