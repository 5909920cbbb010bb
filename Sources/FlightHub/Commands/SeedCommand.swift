import ArgumentParser

/// `flighthub seed`: fill a database with what it needs to be used.
struct SeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed",
        abstract: "Add the house's flights, from yesterday on; what is there already stays.")

    @Flag(help: "Add the demo accounts as well; `serve` refuses a database that has them.")
    var demo = false

    @Option(help: "Days ahead for which flights are made (SCHEDULE_DAYS).")
    var days: String?

    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        var reader = SettingsReader(.process)
        let days = reader.number("SCHEDULE_DAYS", days, in: 1...365)
        try reader.finish()
        try await Seed.run(
            options.database(), daysAhead: days ?? Settings.defaultScheduleDays, demo: demo)
        Terminal.print("seeded")
    }
}
