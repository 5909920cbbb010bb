import Glibc

do {
    let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
    print("simulating from seed \(arguments.first), \(arguments.jobs) at a time")
    var campaign = Campaign(arguments)
    exit(await campaign.run() ? 0 : 1)
} catch {
    print("simulate: \(error)")
    exit(2)
}
