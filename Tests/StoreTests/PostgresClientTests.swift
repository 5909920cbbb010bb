import Events
import Store
import Net
import Testing

@Suite struct PostgresClientTests {
    @Test func `values of every kind survive the way there and back`() async throws {
        try await withPool { pool in
            let id = UniqueID(high: 0x0123_4567_89ab_4def, low: 0x8123_4567_89ab_cdef)
            let time = Timestamp(microseconds: 1_795_228_200_123_456)
            let date = CivilDate(time)
            let row = try await pool.query(
                """
                SELECT $1::bigint AS number, $2::text AS words, $3::uuid AS id,
                    $4::timestamptz AS at, $5::date AS day, $6::boolean AS yes, $7::bytea AS raw,
                    $8::text[] AS list, $9::double precision AS real, $10::text AS nothing
                """,
                [
                    .integer(Int64.min), .text("é \"\\'{,}"), .id(id), .time(time), .date(date),
                    .boolean(true), .binary([0, 255, 16]),
                    .texts(["", "NULL", "a b", "q\"\\,{}"]), .double(0.1), .null,
                ]
            ).only()
            #expect(try row.int64("number") == .min)
            #expect(try row.text("words") == "é \"\\'{,}")
            #expect(try row.id("id") == id)
            #expect(try row.time("at") == time)
            #expect(try row.date("day") == date)
            #expect(try row.boolean("yes"))
            #expect(try row.binary("raw") == [0, 255, 16])
            #expect(try row.texts("list") == ["", "NULL", "a b", "q\"\\,{}"])
            #expect(try row.double("real") == 0.1)
            #expect(try row.textIfPresent("nothing") == nil)
            #expect(try row.int64(0) == .min)
        }
    }

    @Test func `arrays of every kind survive the way there, with their NULLs`() async throws {
        try await withPool { pool in
            let id = UniqueID(high: 0x0123_4567_89ab_4def, low: 0x8123_4567_89ab_cdef)
            let time = Timestamp(microseconds: 1_795_228_200_123_456)
            let row = try await pool.query(
                """
                SELECT $1::uuid[] = ARRAY[$7::uuid, NULL], $2::timestamptz[] = ARRAY[$8::timestamptz],
                    $3::date[] = ARRAY[$9::date, NULL], $4::bigint[] = ARRAY[-1, 0]::bigint[],
                    $5::boolean[] = ARRAY[true, false],
                    $6::bytea[] = ARRAY['\\x00ff5c22'::bytea, '']
                """,
                [
                    .array([.id(id), .null]), .array([.time(time)]),
                    .array([.date(CivilDate(time)), .null]), .integers([-1, 0]),
                    .array([.boolean(true), .boolean(false)]),
                    .array([.binary([0, 255, 92, 34]), .binary([])]), .id(id), .time(time),
                    .date(CivilDate(time)),
                ]
            ).only()
            for place in 0..<6 { #expect(try row.boolean(.position(place)), "column \(place)") }
        }
    }

    @Test func `a long parameter leaves nothing behind for those after it`() async throws {
        try await withPool({ $0.connectionLimit = 1 }) { pool in
            for length in [10, 200_000, 3, 0] {
                let text = String(repeating: "x", count: length)
                let row = try await pool.query(
                    "SELECT $1::text, $2::text, $3::text", [.text(text), .null, .text("end")]
                ).only()
                #expect(try row.text(0) == text)
                #expect(try row.isNull(1))
                #expect(try row.text(2) == "end")
            }
        }
    }

    @Test(arguments: ["ARRAY[ARRAY['a'], ARRAY['b']]", "ARRAY['a', NULL]", "'{a'", "'a}'", "''"])
    func `what is no list of texts is not read as one`(sql: String) async throws {
        try await withPool { pool in
            let row = try await pool.query("SELECT (\(sql))::text").only()
            #expect(throws: PostgresError.column("0")) { try row.texts(0) }
        }
    }

    @Test func `times before 1970 and whole seconds are read as they were written`() async throws {
        try await withPool { pool in
            for microseconds in [-1, 0, 1, -86_400_000_000, 1_000_000, 253_402_300_799_999_999] {
                let time = Timestamp(microseconds: Int64(microseconds))
                let row = try await pool.query("SELECT $1::timestamptz", [.time(time)]).only()
                #expect(try row.time(0) == time)
            }
        }
    }

    @Test func `an accessor names the column that is not as expected`() async throws {
        try await withPool { pool in
            let row = try await pool.query("SELECT NULL::int AS empty, 'x' AS word").only()
            #expect(throws: PostgresError.column("empty")) { try row.int64("empty") }
            #expect(throws: PostgresError.column("word")) { try row.int64IfPresent("word") }
            #expect(throws: PostgresError.column("absent")) { try row.text("absent") }
            #expect(throws: PostgresError.column("2")) { try row.text(2) }
        }
    }

    @Test func `the failure of a statement leaves those beside it alone`() async throws {
        try await withPool({ $0.connectionLimit = 1 }) { pool in
            _ = try await pool.query("CREATE TABLE numbers (n int PRIMARY KEY)")
            let outcomes = await withTaskGroup(of: (Int, PostgresError?).self) { group in
                for number in 0..<60 {
                    group.addTask {
                        do throws(PostgresError) {
                            let value = number % 3 == 0 ? -1 : number
                            _ = try await pool.query(
                                "INSERT INTO numbers VALUES (1 / ($1 + 1) * 0 + $1::int)",
                                [.integer(value)])
                            return (number, nil)
                        } catch {
                            return (number, error)
                        }
                    }
                }
                return await group.reduce(into: [Int: PostgresError?]()) { $0[$1.0] = $1.1 }
            }
            for (number, error) in outcomes {
                #expect(error?.state == (number % 3 == 0 ? SQLState("22012") : nil))
            }
            let count = try await pool.query("SELECT count(*) FROM numbers").only()
            #expect(try count.int(0) == 40)
            #expect(await pool.metrics.connections == 1)
        }
    }

    @Test func `a refusal names state and constraint, and its description no values`() async throws
    {
        try await withPool { pool in
            _ = try await pool.query(
                "CREATE TABLE people (name text CONSTRAINT one_of_each UNIQUE)")
            let insert = "INSERT INTO people VALUES ($1)"
            _ = try await pool.query(insert, [.text("Ada")])
            let error = await #expect(throws: PostgresError.self) {
                _ = try await pool.query(insert, [.text("Ada")])
            }
            #expect(error?.state == .uniqueViolation)
            #expect(error?.constraint == "one_of_each")
            #expect(
                error.map { "\($0)" }
                    == "the database refused: SQLSTATE 23505 on people (one_of_each)")
        }
    }

    @Test func `text with a NUL is refused as the server would refuse it`() async throws {
        try await withPool { pool in
            let error = await #expect(throws: PostgresError.self) {
                _ = try await pool.query("SELECT $1::text", [.text("a\0b")])
            }
            #expect(error?.state == .characterNotInRepertoire)
        }
    }

    @Test func `a prepared statement survives a change of its table`() async throws {
        try await withPool({ $0.connectionLimit = 1 }) { pool in
            _ = try await pool.query("CREATE TABLE things AS SELECT 1 AS a")
            _ = try await pool.query("SELECT * FROM things")
            _ = try await pool.query("ALTER TABLE things ADD b int DEFAULT 2")
            _ = try? await pool.query("SELECT * FROM things")
            let row = try await pool.query("SELECT * FROM things").only()
            #expect(try row.int("b") == 2)
        }
    }

    @Test func `statements and results larger than any socket buffer pass each other`()
        async throws
    {
        try await withPool({ $0.connectionLimit = 1 }) { pool in
            let sizes = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        let text = String(repeating: "\(number % 10)", count: 300_000)
                        let rows = try await pool.query("SELECT $1::text", [.text(text)])
                        return try rows.only().text(0) == text ? 1 : 0
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(sizes == 24)
            #expect(await pool.metrics.connections == 1)
        }
    }

    @Test func `each loop has connections of its own`() async throws {
        let configuration = PostgresConfiguration(try await TestServer.shared.makeSchema())
        try await withLoop { first in
            try await withLoop { second in
                let database = Database(configuration, loops: [first, second])
                try await database.open()
                #expect(await database.isHealthy)
                let pid = "SELECT pg_backend_pid()"
                let one = try await database.pools[0].query(pid).only().int(0)
                let two = try await Task(executorPreference: second) {
                    #expect(database.pool === database.pools[1])
                    return try await database.query(pid).only().int(0)
                }.value
                #expect(one != two)
                #expect(await database.metrics.statements == 4)
                let times = await database.metrics.latency
                #expect(times.counts.reduce(0, +) + times.beyond == 4)
                #expect(times.sum > .zero)
                await database.close()
            }
        }
    }
}
