import Simulator

let seed = UInt64(CommandLine.arguments.dropFirst().first ?? "1") ?? 1
let count = UInt64(CommandLine.arguments.dropFirst(2).first ?? "1") ?? 1
for seed in seed..<seed + count {
    let outcome = Simulation(seed: seed).run()
    print(seed, outcome)
    if outcome.verdict != nil {
        let again = Simulation(seed: seed, tellsStory: true)
        _ = again.run()
        print(again.story.lines.suffix(30).joined(separator: "\n"))
        break
    }
}
