import Net
import Store
import Testing

@Suite struct PostgresPoolTests {
    @Test func `beyond the limit of those who wait a caller is refused at once`() async throws {
        try await withPool({
            $0.connectionLimit = 1
            $0.waiterLimit = 2
            $0.waitLimit = .seconds(60)
        }) { pool in
            let waiters = try await pool.transaction { _ in
                let waiters = (0..<2).map { number in
                    Task { try await pool.query("SELECT \(number)").only().int(0) }
                }
                while await pool.metrics.waiting < 2 { await Task.yield() }
                await #expect(throws: PostgresError.unavailable) {
                    _ = try await pool.query("SELECT 2")
                }
                return waiters
            }
            for (number, waiter) in waiters.enumerated() {
                #expect(try await waiter.value == number)
            }
            let metrics = await pool.metrics
            #expect(metrics.unavailable == 1)
            #expect(metrics.waiting == 0)
            #expect(metrics.connections == 1)
        }
    }

    @Test func `sessions are made anew when they may lead to another server`() async throws {
        try await withPool({ $0.connectionLimit = 1 }) { pool in
            let before = try await pool.query("SELECT pg_backend_pid()").only().int(0)
            await pool.renew()
            var after: Int?
            // Whoever asks while there is no session is told so at once.
            while after == nil {
                after = try? await pool.query("SELECT pg_backend_pid()").only().int(0)
            }
            #expect(after != before)
            #expect(await pool.metrics.connections == 1)
        }
    }

    @Test func `a statement of its own never becomes part of somebody's transaction`() async throws
    {
        try await withPool({ $0.connectionLimit = 1 }) { pool in
            try await pool.open()
            let modes = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        for _ in 0..<20 {
                            try await pool.transaction(.snapshot) {
                                _ = try await $0.query("SELECT 1")
                            }
                        }
                        return nil
                    }
                    group.addTask {
                        var modes: Set<String> = []
                        for _ in 0..<50 {
                            let rows = try await pool.query("SHOW transaction_read_only")
                            modes.insert(try rows.only().text(0))
                        }
                        return modes.sorted().joined(separator: ",")
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.formUnion([$1 ?? "off"]) }
            }
            #expect(modes == ["off"])
        }
    }

    @Test func `a pool that is closed while it connects holds nothing any more`() async throws {
        let listener = try Socket.listenTCP(host: "127.0.0.1", port: 0, reusePort: false).release()
        defer { FileDescriptor(owning: listener).close() }
        let port = try #require(Socket.localPort(listener))
        var configuration = PostgresConfiguration("host=127.0.0.1 port=\(port)")
        configuration.connectLimit = .seconds(60)
        configuration.waitLimit = .seconds(60)
        weak var kept: PostgresPool?
        try await withLoop { [configuration] loop in
            let pool = PostgresPool(on: loop, configuration)
            kept = pool
            let opened = Task { try await pool.open() }
            while await pool.metrics.waiting == 0 { await Task.yield() }
            await pool.close()
            _ = await #expect(throws: PostgresError.unavailable) { try await opened.value }
        }
        #expect(kept == nil)
    }

    @Test func `a caller waits no longer than the limit`() async throws {
        try await withPool({
            $0.connectionLimit = 1
            $0.waitLimit = .milliseconds(20)
        }) { pool in
            // Connecting counts as waiting, and may take longer.
            while (try? await pool.open()) == nil {}
            try await pool.transaction { _ in
                _ = await #expect(throws: PostgresError.unavailable) {
                    _ = try await pool.query("SELECT 1")
                }
            }
            _ = try await pool.query("SELECT 1")
        }
    }

    @Test func `a caller that is cancelled while it waits leaves the queue`() async throws {
        try await withPool({
            $0.connectionLimit = 1
            $0.waitLimit = .seconds(60)
        }) { pool in
            try await pool.transaction { _ in
                let waiter = Task { try await pool.query("SELECT 1") }
                while await pool.metrics.waiting < 1 { await Task.yield() }
                waiter.cancel()
                await #expect(throws: PostgresError.cancelled) { _ = try await waiter.value }
                #expect(await pool.metrics.waiting == 0)
            }
        }
    }

    @Test func `transactions get connections of their own, up to the limit`() async throws {
        try await withPool({ $0.connectionLimit = 3 }) { pool in
            let pids = try await pool.transaction { first in
                let mine = try await first.query("SELECT pg_backend_pid()").only().int(0)
                let other = try await pool.transaction { second in
                    try await second.query("SELECT pg_backend_pid()").only().int(0)
                }
                let third = try await pool.query("SELECT pg_backend_pid()").only().int(0)
                return [mine, other, third]
            }
            #expect(pids[0] != pids[1])
            #expect(pids[0] != pids[2])
            #expect(await pool.metrics.connections <= 3)
        }
    }

    @Test func `statements of a closed pool are refused`() async throws {
        try await withPool { pool in
            _ = try await pool.query("SELECT 1")
            await pool.close()
            await #expect(throws: PostgresError.unavailable) {
                _ = try await pool.query("SELECT 1")
            }
        }
    }

    @Test func `statement and lock time-outs are set in every session`() async throws {
        try await withPool({
            $0.statementTimeout = .seconds(1)
            $0.lockTimeout = .milliseconds(20)
        }) { pool in
            _ = try await pool.query("CREATE TABLE numbers AS SELECT 1 AS n")
            let slow = await #expect(throws: PostgresError.self) {
                _ = try await pool.query("SELECT pg_sleep(60)")
            }
            #expect(slow?.state == .queryCanceled)
            try await pool.transaction { holder in
                _ = try await holder.query("SELECT n FROM numbers FOR UPDATE")
                let locked = await #expect(throws: PostgresError.self) {
                    _ = try await pool.query("UPDATE numbers SET n = 2")
                }
                #expect(locked?.state == .lockNotAvailable)
            }
        }
    }
}
