import Accounts
import ArgumentParser
import Credentials
import Events
import LocalServices
import Store
import Testing

@testable import FlightHub

@Suite struct DatabaseCommandTests {
    /// A migrated database for the time of a test.
    private func withDatabase(
        _ configuration: LocalPostgres.Configuration = .testing,
        _ body: (Confidential) async throws -> Void
    ) async throws {
        let folder = try StateFolder.temporary()
        let postgres = try await LocalPostgres.start(in: folder, configuration)
        let url = Confidential(postgres.connectionString)
        do {
            _ = try await CommandDatabase.migrate(url) { _ in }
            try await body(url)
        } catch {
            await postgres.stop()
            try folder.remove()
            throw error
        }
        await postgres.stop()
        try folder.remove()
    }

    @Test func `migrating applies each migration once`() async throws {
        try await withDatabase { url in
            let again = try await CommandDatabase.migrate(url) { _ in }
            #expect(again.isEmpty)
        }
    }

    @Test func `a database that is not there is one line and exit code 69`() async throws {
        let nowhere = Confidential("postgresql:///x?host=/nonexistent")
        await #expect {
            _ = try await CommandDatabase.migrate(nowhere) { _ in }
        } throws: { error in
            let failure = error as? CommandFailure
            return failure?.code == .unavailable && failure?.lines.count == 1
        }
    }

    @Test func `why there is no connection is said in the server's words`() async throws {
        try await withDatabase { url in
            let missing = Confidential(url.value.replacing("/flighthub?", with: "/nosuch?"))
            try #require(missing.value != url.value)
            for isMigrating in [true, false] {
                await #expect {
                    if isMigrating {
                        _ = try await CommandDatabase.migrate(missing) { _ in }
                    } else {
                        try await CommandDatabase.with(missing) { _ in }
                    }
                } throws: { error in
                    let failure = error as? CommandFailure
                    return failure?.code == .unavailable && failure?.lines.count == 1
                        && failure?.lines[0].contains("database \"nosuch\" does not exist") == true
                }
            }
        }
    }

    @Test func `seeding twice adds the demo accounts and flights once`() async throws {
        try await withDatabase { url in
            try await CommandDatabase.with(url) { database in
                let seed = Seed(database)
                #expect(try await seed.addDemoAccounts())
                #expect(try await !seed.addDemoAccounts())
                #expect(try await !seed.hasFlights(daysAhead: 1))
                var first = 0
                try await seed.addFlights(daysAhead: 1) { first += $0.flights }
                var second = 0
                try await seed.addFlights(daysAhead: 1) { second += $0.flights }
                #expect(first >= 3 * 200)
                #expect(second == 0)
                #expect(try await seed.hasFlights(daysAhead: 1))
            }
        }
    }

    @Test(arguments: DemoAccounts.people.map(\.email))
    func `demo accounts have addresses that accounts may have`(email: String) {
        #expect(EmailAddress(email)?.description == email)
    }

    @Test func `serve refuses a database that would lose commits`() async throws {
        try await withDatabase { url in
            await #expect(throws: DatabaseProblem.notDurable(setting: "fsync")) {
                try await ProductionChecks.run(url)
            }
        }
    }

    @Test func `serve refuses a database with a demo account, and takes one without`() async throws
    {
        try await withDatabase(LocalPostgres.Configuration()) { url in
            try await ProductionChecks.run(url)
            try await CommandDatabase.with(url) { database in
                _ = try await Seed(database).addDemoAccounts()
            }
            await #expect {
                try await ProductionChecks.run(url)
            } throws: { error in
                (error as? CommandFailure)?.code == .configuration
            }
        }
    }

    @Test func `a role is changed and an account put out of use, each once`() async throws {
        try await withDatabase { url in
            try await CommandDatabase.with(url) { database in
                let desk = AccountDesk(database)
                let email = try #require(EmailAddress("a@example.org"))
                let position = AccountChange.position(.airlineAgent(airline: "BA"))
                #expect(try await desk.change(email, position) == nil)
                let profile = Profile(givenName: "A", familyName: "B")
                _ = try await desk.add(
                    email, try Password("a long password"), profile, role: .customer)
                for expected in [
                    "a@example.org: airline_agent; 0 sessions ended",
                    "a@example.org: airline_agent, as before",
                ] {
                    #expect(try await desk.change(email, position)?.summary == expected)
                }
                let end = try await desk.change(email, .deactivate)
                #expect(
                    end?.summary
                        == "a@example.org: airline_agent, deactivated; 0 sessions ended")
                let stored = try await desk.store.credentials(of: email)?.account
                #expect(stored == end?.account)
                #expect(stored?.airline == "BA")
                #expect(stored?.version == 3)
            }
        }
    }

    @Test func `a database that is not migrated is said to be so by every command`() async throws {
        let folder = try StateFolder.temporary()
        let postgres = try await LocalPostgres.start(in: folder, .testing)
        let url = Confidential(postgres.connectionString)
        let email = try #require(EmailAddress("a@example.org"))
        let commands: [@Sendable (Database) async throws -> Void] = [
            { _ = try await AccountDesk($0).change(email, .deactivate) },
            { _ = try await SequencedEvent(after: $0) },
            { try await Seed($0).addFlights(daysAhead: 1) },
            { _ = try await $0.query("SELECT generation, epoch FROM history") },
            { database in
                // Behind one that is refused, on the same connection.
                async let first = database.query("SELECT floor FROM history")
                async let second = database.query("SELECT floor FROM history")
                _ = try await second
                _ = try await first
            },
        ]
        for command in commands {
            await #expect {
                try await CommandDatabase.with(url, command)
            } throws: { error in
                let failure = error as? CommandFailure
                return failure?.code == .configuration
                    && failure?.lines.first?.hasSuffix("run 'flighthub migrate'") == true
            }
        }
        await postgres.stop()
        try folder.remove()
    }

    @Test func `a refusal of a database that is migrated is told in the server's words`()
        async throws
    {
        try await withDatabase { url in
            await #expect(
                throws: CommandFailure(
                    .internalError,
                    "PostgreSQL refused a statement: SQLSTATE 42P01: "
                        + "relation \"absent\" does not exist")
            ) {
                try await CommandDatabase.with(url) { _ = try await $0.query("TABLE absent") }
            }
        }
    }

    @Test(arguments: ["[1]", "1", "\"x\"", "null"])
    func `the data of an event is one JSON object`(data: String) throws {
        let arguments = ["--topic", "ops", "--type", "test:happened", "--data"]
        #expect(throws: CommandFailure(.usage, "--data: expected one JSON object")) {
            try Publish.parse(arguments + [data]).message()
        }
        _ = try Publish.parse(arguments + ["{\"a\": 1}"]).message()
    }

    @Test func `an event that was taken before is known by its source and id`() async throws {
        func event(_ id: String) throws -> IncomingEvent {
            let arguments = ["--topic", "ops", "--type", "test:happened", "--id", id]
            return try IncomingEvent(message: Publish.parse(arguments).message())
        }
        try await withDatabase { url in
            try await CommandDatabase.with(url) { database in
                let finder = try await SequencedEvent(after: database)
                _ = try await database.query(
                    "INSERT INTO ingress_seen (source, event_id) VALUES ('/flighthub/publish', '1')"
                )
                #expect(try await finder.wasTaken(event("1")))
                #expect(try await !finder.wasTaken(event("2")))
            }
        }
    }

    @Test func `an account that is opened can log in, and its address is taken`() async throws {
        try await withDatabase { url in
            try await CommandDatabase.with(url) { database in
                let desk = AccountDesk(database)
                let email = try #require(EmailAddress("a@example.org"))
                let password = try Password("a long password")
                let profile = Profile(givenName: "A", familyName: "B")
                let id = try await desk.add(email, password, profile, role: .admin)
                let stored = try #require(try await desk.store.credentials(of: email))
                #expect(stored.account.id == id)
                #expect(stored.account.role == .admin)
                #expect(
                    try await desk.hasher.verify(password.bytes, against: stored.passwordHash))
                await #expect(throws: AccountError.emailTaken) {
                    _ = try await desk.add(email, password, profile, role: .customer)
                }
            }
        }
    }
}
