import ArgumentParser
import Store

/// `flighthub epoch`: show the epoch of the history, or begin a new one.
struct EpochCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "epoch",
        abstract: "Show which history the database holds, or begin a new one.",
        discussion: """
            Begin a new epoch after every restore of the database: what clients hold may have \
            been undone, and a new epoch makes each of them replace it. Running nodes notice \
            within a second.
            """)

    @Flag(help: "Begin a new epoch.")
    var new = false

    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let statement =
            new
            ? "SELECT generation, epoch FROM epoch_begin('by hand')"
            : "SELECT generation, epoch FROM history"
        let epoch = try await CommandDatabase.with(options.database()) { database in
            let row = try await database.query(statement).only()
            return try "\(row.int("generation")).\(row.text("epoch"))"
        }
        Terminal.print(epoch)
    }
}
