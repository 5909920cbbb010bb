import ArgumentParser

/// `flighthub`: the root of the commands.
struct FlightHubCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flighthub",
        abstract: "A real-time hub for flight bookings.",
        discussion: """
            `flighthub dev` starts everything on this machine. `flighthub serve` runs a node on \
            your PostgreSQL and Redis. Exit codes: 0 done, 64 wrong usage, 69 a service or the \
            port is not available, 70 an error of ours, 78 wrong settings.
            """,
        version: Version.current,
        subcommands: [
            Dev.self, Serve.self, Migrate.self, SeedCommand.self, User.self, Token.self,
            Publish.self, Tail.self,
            EpochCommand.self, EchoCommand.self,
        ],
        helpNames: .shortAndLong)
}
