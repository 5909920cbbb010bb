import Store
import Testing

@Suite struct PostgresTransactionTests {
    private struct Refusal: Error {}

    @Test func `what a transaction did is there when it returns, and not when it throws`()
        async throws
    {
        try await withPool { pool in
            _ = try await pool.query("CREATE TABLE numbers (n int)")
            let sum = try await pool.transaction { transaction in
                let rows = try await transaction.queries([
                    PostgresQuery("INSERT INTO numbers VALUES (1), (2)"),
                    PostgresQuery("SELECT sum(n) FROM numbers"),
                ])
                #expect(rows[0].affected == 2)
                return try rows[1].only().int(0)
            }
            #expect(sum == 3)
            await #expect(throws: Refusal.self) {
                try await pool.transaction { transaction in
                    _ = try await transaction.query("INSERT INTO numbers VALUES (4)")
                    throw Refusal()
                }
            }
            #expect(try await pool.query("SELECT sum(n) FROM numbers").only().int(0) == 3)
            #expect(await pool.metrics.reserved == 0)
        }
    }

    @Test func `a failed statement that the body swallowed is no commit`() async throws {
        try await withPool { pool in
            await #expect(throws: PostgresError.rolledBack) {
                try await pool.transaction { transaction in
                    _ = try? await transaction.query("SELECT 1 / 0")
                }
            }
        }
    }

    @Test func `the last statements are of the transaction, and a failure among them undoes it`()
        async throws
    {
        try await withPool { pool in
            _ = try await pool.query("CREATE TABLE numbers (n int CHECK (n < 5))")
            func add(_ numbers: Int...) -> [PostgresQuery] {
                numbers.map { PostgresQuery("INSERT INTO numbers VALUES ($1)", [.integer($0)]) }
            }
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction {
                    try await $0.queries(add(1))
                } last: { _ in
                    add(2, 9, 3)
                }
            }
            #expect(error?.state == .checkViolation)
            #expect(try await pool.query("SELECT FROM numbers").isEmpty)
            let value = try await pool.transaction { _ in
                4
            } last: {
                add($0, 3)
            }
            #expect(value == 4)
            #expect(try await pool.query("SELECT sum(n) FROM numbers").only().int(0) == 7)
            #expect(await pool.metrics.reserved == 0)
        }
    }

    @Test func `nothing is committed when one of the last statements cannot be sent`()
        async throws
    {
        try await withPool { pool in
            _ = try await pool.query("CREATE TABLE words (word text)")
            let words = ["before", "a\0b", "after"].map {
                PostgresQuery("INSERT INTO words VALUES ($1)", [.text($0)])
            }
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { _ in
                } last: {
                    words
                }
            }
            #expect(error?.state == .characterNotInRepertoire)
            #expect(try await pool.query("SELECT FROM words").isEmpty)
        }
    }

    @Test func `a transaction that has ended takes no more statements`() async throws {
        try await withPool { pool in
            let ended = try await pool.transaction { $0 }
            await #expect(throws: PostgresError.transactionEnded) {
                _ = try await ended.query("SELECT 1")
            }
            _ = try await pool.query("SELECT 1")
        }
    }

    @Test func `a snapshot sees one state and writes nothing`() async throws {
        try await withPool { pool in
            _ = try await pool.query("CREATE TABLE numbers AS SELECT 1 AS n")
            try await pool.transaction(.snapshot) { snapshot in
                let count = "SELECT count(*) FROM numbers"
                #expect(try await snapshot.query(count).only().int(0) == 1)
                _ = try await pool.query("INSERT INTO numbers VALUES (2)")
                #expect(try await snapshot.query(count).only().int(0) == 1)
            }
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction(.snapshot) { snapshot in
                    _ = try await snapshot.query("INSERT INTO numbers VALUES (3)")
                }
            }
            #expect(error?.state == SQLState("25006"))
        }
    }
}
