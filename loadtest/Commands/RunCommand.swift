import ArgumentParser

/// `loadtest run`: puts a hub under load.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Puts a hub under load, checks what it did, and writes a report.",
        discussion: """
            Exits with 0 when the run passed, with 1 when an event went wrong, something failed or \
            a limit was missed, and with 64 when an option makes no sense.
            """,
        subcommands: [
            ConnectScenario.self, FanoutScenario.self, FanoutWideScenario.self,
            BookingRushScenario.self, SlowConsumersScenario.self, ChurnScenario.self,
            RestScenario.self, SoakScenario.self, BadPeersScenario.self,
        ])
}
