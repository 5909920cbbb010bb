import ArgumentParser
import LocalServices

/// Which database a command works on.
struct DatabaseOptions: ParsableArguments {
    @Option(help: "PostgreSQL to use, as postgresql://… (DATABASE_URL).")
    var databaseURL: String?

    @Option(help: "State folder of a running dev hub, whose database is used if none is named.")
    var state = ".flighthub"

    /// What is named by the flag or the variable, else the database of the dev hub.
    func database(_ environment: Environment = .process) throws -> Confidential {
        var reader = SettingsReader(environment)
        let named = reader.confidential(
            "DATABASE_URL", databaseURL, required: false, SettingsChecks.database)
        try reader.finish()
        if let named { return named }
        let record = try DevRecord.running(in: StateFolder(state), unless: "DATABASE_URL")
        return Confidential(record.database)
    }
}
