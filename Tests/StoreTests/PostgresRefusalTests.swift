import Accounts
import Booking
import Events
import Store
import Synchronization
import Testing

/// What becomes of statements that the server does not take.
@Suite struct PostgresRefusalTests {
    /// The refusals that were heard of.
    private final class Heard: Sendable {
        private let refusals = Mutex<[ServerError]>([])

        var lines: [String] { refusals.withLock { $0.map(\.line) } }
        func hear(_ refusal: ServerError) { refusals.withLock { $0.append(refusal) } }
    }

    @Test func `what no rule of ours counts on is heard, in words without values`() async throws {
        let heard = Heard()
        try await withPool({ $0.onRefusal = { heard.hear($0) } }) { pool in
            _ = try await pool.query("CREATE TABLE numbers (n int PRIMARY KEY CHECK (n < 9))")
            let refused: [PostgresQuery] = [
                PostgresQuery("SELECT * FROM absent"),
                PostgresQuery("SELECT $1::text::int", [.text("secret")]),
                PostgresQuery("INSERT INTO numbers VALUES (10)"),
                PostgresQuery("SELECT 1 / $1::int", [.integer(0)]),
            ]
            for query in refused {
                await #expect(throws: PostgresError.self) { try await pool.queries([query]) }
            }
        }
        #expect(
            heard.lines == [
                "SQLSTATE 42P01: relation \"absent\" does not exist",
                "SQLSTATE 22P02: invalid input syntax for type integer",
                "SQLSTATE 23514 on numbers (numbers_n_check): new row for relation \"numbers\" "
                    + "violates check constraint \"numbers_n_check\"",
                "SQLSTATE 22012: division by zero",
            ])
    }

    @Test func `what a rule counts on is not heard`() async throws {
        let heard = Heard()
        try await withPool({ $0.onRefusal = { heard.hear($0) } }) { pool in
            _ = try await pool.query("CREATE TABLE numbers (n int PRIMARY KEY)")
            await #expect(throws: PostgresError.self) {
                try await pool.query("INSERT INTO numbers VALUES (1), (1)")
            }
            await #expect(throws: PostgresError.self) {
                try await pool.query("DO $$ BEGIN RAISE SQLSTATE 'FH003'; END $$")
            }
            _ = try await pool.query("SELECT 1")
        }
        #expect(heard.lines == [])
    }

    @Test func `a line is one line and not long`() {
        let words = String(repeating: "x", count: 1_000)
        let refusal = ServerError(state: SQLState("42601"), diagnostic: words + "\nsecond")
        #expect(refusal.line == "SQLSTATE 42601: " + words.prefix(200))
    }

    @Test func `a schema that is not ours is a fault, not an outage`() async throws {
        try await Fixture.with { fixture in
            let database = fixture.database
            for table in ["booking", "events", "account"] {
                _ = try await database.query("ALTER TABLE \(table) RENAME TO \(table)_x")
            }
            let queries = PostgresBookingQueries(database)
            await #expect(throws: BookingError.internalError) {
                try await queries.bookings(
                    BookingFilter(), in: .all, PageRequest(limit: 10, after: nil))
            }
            await #expect(throws: StoreFailure.refused) {
                try await PostgresEventHistory(database).entries(after: 0, limit: 1)
            }
            let address = try #require(EmailAddress("ada@flighthub.test"))
            await #expect(throws: AccountError.internalError) {
                try await PostgresAccountStore(database, committed: {}).credentials(of: address)
            }
        }
    }

    @Test func `a database that is away is an outage`() async throws {
        try await Fixture.with { fixture in
            await fixture.database.close()
            await #expect(throws: BookingError.unavailable) {
                try await PostgresBookingQueries(fixture.database).seatMap(of: .random())
            }
            await #expect(throws: StoreFailure.unavailable) {
                try await PostgresEventHistory(fixture.database).head()
            }
        }
    }
}
