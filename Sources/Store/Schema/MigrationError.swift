/// Why the database's schema is not what the program needs; each is one line for an operator.
package enum MigrationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A migration was applied that the program does not know.
    case newer(String)
    /// A migration was applied in another form than the program has it.
    case changed(String)
    /// A migration is missing, and the caller only wanted to look.
    case pending(String)
    /// A statement of a migration was refused; with the server's words, which name no data of ours.
    case failed(String, reason: String)
    /// The database gave no answer.
    case database(PostgresError)

    package var description: String {
        switch self {
        case .newer(let name):
            "the database has migration \(name), which is newer than this program: "
                + "install the program that made it"
        case .changed(let name):
            "the database has another migration \(name) than this program: "
                + "it was made by a different build"
        case .pending(let name):
            "the database lacks migration \(name): run 'flighthub migrate'"
        case .failed(let name, let reason): "migration \(name) failed: \(reason)"
        case .database(let error): "\(error)"
        }
    }
}
