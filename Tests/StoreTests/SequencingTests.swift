import Events
import Store
import Testing

@Suite struct SequencingTests {
    @Test func `sixteen writers at once give a dense order that splits no transaction`()
        async throws
    {
        try await Fixture.with(connections: 17) { fixture in
            let database = fixture.database
            _ = try await database.query(
                "CREATE TABLE thing AS SELECT n AS id, 0 AS version FROM generate_series(1, 20) n")
            let sequencing = fixture.sequencing()
            _ = try #require(try await sequencing.acquireLease(node: "a"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<16 {
                    group.addTask {
                        for round in 0..<25 {
                            try await change((writer * 7 + round * 3) % 20 + 1, database)
                        }
                    }
                }
                group.addTask {
                    // A small limit, so that transactions would be cut if they could be.
                    while try await sequencing.step(limit: 7).head < 16 * 25 * 3 {}
                }
                try await group.waitForAll()
            }
            let step = try await sequencing.step(limit: 7)
            #expect(step.head == 1_200)
            #expect(step.isDrained)
            try await expectWholeTransactionsInOrder(database)
            await sequencing.close()
        }
    }

    /// One transaction: a new version of a thing, and three events that say so.
    private func change(_ thing: Int, _ database: Database) async throws {
        try await database.transaction { transaction in
            let version = try await transaction.query(
                "UPDATE thing SET version = version + 1 WHERE id = $1 RETURNING version",
                [.integer(thing)]
            ).only().int(0)
            _ = try await transaction.query(
                """
                INSERT INTO outbox (source, event_id, type, subject, topics, payload)
                SELECT '/test', gen_random_uuid()::text, pg_current_xact_id()::text, $1, '{ops}', $2
                FROM generate_series(1, 3)
                """,
                [.text("thing/\(thing)"), .text("\(version)")])
        }
    }

    private func expectWholeTransactionsInOrder(_ database: Database) async throws {
        let row = try await database.query(
            """
            SELECT count(*) AS events, min(seq) AS first, max(seq) AS last,
                (SELECT count(*) FROM (
                    SELECT FROM events GROUP BY type HAVING max(seq) - min(seq) <> 2) s) AS split,
                (SELECT count(*) FROM (
                    SELECT payload::int < lag(payload::int) OVER (PARTITION BY subject ORDER BY seq)
                        AS wrong FROM events) o WHERE wrong) AS disordered
            FROM events
            """
        ).only()
        #expect(try row.int("events") == 1_200)
        #expect(try row.int("first") == 1)
        #expect(try row.int("last") == 1_200)
        #expect(try row.int("split") == 0)
        #expect(try row.int("disordered") == 0)
    }

    @Test func `a transaction that commits late is not passed over by the lower bound`()
        async throws
    {
        try await Fixture.with { fixture in
            let sequencing = fixture.sequencing()
            _ = try await sequencing.acquireLease(node: "a")
            let older = try await PostgresConnection.connect(
                on: fixture.loop, fixture.configuration)
            let younger = try await PostgresConnection.connect(
                on: fixture.loop, fixture.configuration)
            // The snapshot's xmax is the older's number as long as it runs: the younger, which has
            // a row, is above it.
            _ = try await older.query("BEGIN")
            _ = try await older.query("SELECT pg_current_xact_id()")
            _ = try await younger.query("BEGIN")
            _ = try await younger.query(
                """
                INSERT INTO outbox (source, event_id, type, subject, topics, payload)
                VALUES ('/test', 'late', 't', 's', '{ops}', '{}')
                """)
            try await fixture.emit(1)
            #expect(try await sequencing.step(limit: 10).head == 1)
            _ = try await older.query("COMMIT")
            for _ in 0..<3 {
                try await fixture.emit(1)
                _ = try await sequencing.step(limit: 10)
            }
            _ = try await younger.query("COMMIT")
            #expect(try await sequencing.step(limit: 10).head == 5)
            let history = PostgresEventHistory(fixture.database)
            #expect(try await history.identity(at: 5) == "/test late")
            for connection in [older, younger] { await connection.close() }
            await sequencing.close()
        }
    }

    @Test func `a step takes whole transactions and says when nothing is left`() async throws {
        try await Fixture.with { fixture in
            let sequencing = fixture.sequencing()
            _ = try await sequencing.acquireLease(node: "a")
            for _ in 0..<3 { try await fixture.emit(4) }
            let first = try await sequencing.step(limit: 5)
            #expect(first.head == 8)
            #expect(!first.isDrained)
            let second = try await sequencing.step(limit: 5)
            #expect(second.head == 12)
            #expect(second.isDrained)
            await sequencing.close()
        }
    }

    @Test func `a transaction too large for a step is taken in portions, in order`() async throws {
        try await Fixture.with { fixture in
            let sequencing = fixture.sequencing()
            _ = try await sequencing.acquireLease(node: "a")
            for count in [1, 24, 2] { try await fixture.emit(count) }
            var heads: [Int64] = []
            var isDrained = false
            while !isDrained {
                let step = try await sequencing.step(limit: 5)
                heads.append(step.head)
                isDrained = step.isDrained
            }
            #expect(heads == [1, 11, 21, 27, 27])
            let order = try await fixture.database.query(
                "SELECT count(*) AS late FROM events e JOIN events f ON f.seq = e.seq + 1 "
                    + "AND f.created_at < e.created_at"
            ).only()
            #expect(try order.int("late") == 0)
            await sequencing.close()
        }
    }

    @Test func `a step brings the events along that follow the step before`() async throws {
        try await Fixture.with { fixture in
            let sequencing = fixture.sequencing()
            let history = PostgresEventHistory(fixture.database)
            try await fixture.emit(2)
            let before = fixture.sequencing()
            _ = try await before.acquireLease(node: "z")
            #expect(try await before.step(limit: 10).entries.map(\.seq) == [1, 2])
            await before.releaseLease()
            _ = try await sequencing.acquireLease(node: "a")
            #expect(try await sequencing.step(limit: 10).entries.isEmpty)
            for _ in 0..<2 { try await fixture.emit(3) }
            let step = try await sequencing.step(limit: 10)
            #expect(step.entries == (try await history.entries(after: 2, limit: 10).entries))
            #expect(step.entries.map(\.seq) == [3, 4, 5, 6, 7, 8])
            #expect(try await sequencing.step(limit: 10).entries.isEmpty)
            await sequencing.close()
        }
    }

    @Test func `a large step brings its first events along`() async throws {
        try await Fixture.with { fixture in
            let sequencing = fixture.sequencing { $0.entryLimit = 3 }
            _ = try await sequencing.acquireLease(node: "a")
            try await fixture.emit(4)
            #expect(try await sequencing.step(limit: 10).entries.map(\.seq) == [1, 2, 3])
            try await fixture.emit(1)
            #expect(try await sequencing.step(limit: 10).entries.map(\.seq) == [5])
            await sequencing.close()
        }
    }

    @Test func `the outbox has CACHE 1, one unique key and no trigger`() async throws {
        try await Fixture.with { fixture in
            let row = try await fixture.database.query(
                """
                SELECT (SELECT seqcache FROM pg_sequence
                        WHERE seqrelid = pg_get_serial_sequence('outbox', 'id')::regclass) AS cache,
                    (SELECT array_agg(indexrelid::regclass::text) FROM pg_index
                        WHERE indrelid = 'outbox'::regclass AND indisunique) AS keys,
                    (SELECT count(*) FROM pg_trigger WHERE tgrelid = 'outbox'::regclass) AS triggers,
                    (SELECT array_agg(attname ORDER BY attnum) FROM pg_attribute
                        WHERE attrelid = 'outbox'::regclass AND attnum IN (1, 2)) AS first
                """
            ).only()
            #expect(try row.int("cache") == 1)
            #expect(try row.texts("keys") == ["outbox_pkey"])
            #expect(try row.int("triggers") == 0)
            // The transaction's number is taken before the row's: `sequencer_step` says why.
            #expect(try row.texts("first") == ["xid", "id"])
        }
    }
}
