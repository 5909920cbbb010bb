import ArgumentParser

/// Puts a hub under load and says whether it kept its promises.
@main
struct LoadTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loadtest",
        abstract: "Puts a running hub under load; fails when an event is lost, doubled or late.",
        subcommands: [BookingFanout.self, ReportCommand.self])
}
