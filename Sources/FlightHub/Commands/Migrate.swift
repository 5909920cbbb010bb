import ArgumentParser

/// `flighthub migrate`: bring a database to the schema of this program.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring the database to the schema that this program needs.",
        discussion: """
            Each migration is a transaction of its own. It is safe to run it twice, and from \
            several places at once.
            """)

    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let applied = try await CommandDatabase.migrate(options.database()) { name in
            Terminal.print("applying \(name)")
        }
        if applied.isEmpty { Terminal.print("the database is up to date") }
    }
}
