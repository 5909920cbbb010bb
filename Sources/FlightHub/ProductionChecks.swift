import Accounts
import Store

/// What makes a database unfit for `serve`.
enum ProductionChecks {
    /// Throws what an operator has to mend first.
    static func run(_ url: Confidential) async throws {
        try await CommandDatabase.withLoop { loop in
            try await DatabaseCheck(PostgresConfiguration(url.value)).run(on: loop)
        }
        try await CommandDatabase.with(url) { database in
            try await refuseDemoAccounts(database)
        }
    }

    /// Their password is printed in the README.
    private static func refuseDemoAccounts(_ database: Database) async throws {
        guard try await hasAccounts(database) else { return }
        let store = AccountDesk(database).store
        for person in DemoAccounts.people {
            guard let email = EmailAddress(person.email),
                try await store.credentials(of: email) != nil
            else { continue }
            throw CommandFailure(
                .configuration,
                "the database has the demo account \(email), whose password is public: delete it, "
                    + "or use another database")
        }
    }

    /// Before the first migration there are none; the node then says what is missing.
    private static func hasAccounts(_ database: Database) async throws -> Bool {
        let row = try await database.query("SELECT to_regclass('account') AS name").only()
        return try !row.isNull("name")
    }
}
