import Glibc
import Testing

@testable import LocalServices

@Suite struct LocalRedisTests {
    private func ask(_ command: String, _ redis: LocalRedis, expect answer: String) -> Bool {
        guard let connection = UnixConnection(redis.socketPath),
            connection.send(Array((command + "\r\n").utf8))
        else { return false }
        return connection.receive(answer.utf8.count) == Array(answer.utf8)
    }

    @Test func `it keeps its data over a restart and loses it when restarted empty`() async throws {
        let folder = try StateFolder.temporary()
        defer { try? folder.remove() }
        let redis = try await LocalRedis.start(in: folder)
        #expect(ask("SET a 1", redis, expect: "+OK\r\n"))
        #expect(access(folder.redisLink, F_OK) == 0)
        try await redis.restart()
        #expect(ask("GET a", redis, expect: "$1\r\n1\r\n"))
        try await redis.restartEmpty()
        #expect(ask("GET a", redis, expect: "$-1\r\n"))
        let pid = try #require(await redis.pid)
        await redis.kill()
        #expect(!ProcessTable.isRunning(pid))
    }

    @Test func `it refuses writes above its memory limit`() async throws {
        let folder = try StateFolder.temporary()
        defer { try? folder.remove() }
        let redis = try await LocalRedis.start(in: folder, .init(maxMemory: 1))
        #expect(ask("SET a 1", redis, expect: "-OOM "))
        await redis.stop()
    }

    @Test func `with a full disk it refuses writes, and takes them again when there is room`()
        async throws
    {
        let folder = try StateFolder.temporary()
        defer { try? folder.remove() }
        let redis = try await LocalRedis.start(in: folder)
        #expect(ask("SET a 1", redis, expect: "+OK\r\n"))
        try await redis.fillDisk()
        // It finds out when it writes its file, which is after it has answered.
        let refused: Bool? = await Poll.until(.seconds(10)) {
            self.ask("SET a 2", redis, expect: "-MISCONF ") ? true : nil
        }
        #expect(refused == true)
        #expect(ask("GET a", redis, expect: "$1\r\n"))
        try await redis.freeDisk()
        let taken: Bool? = await Poll.until(.seconds(10)) {
            self.ask("SET a 3", redis, expect: "+OK\r\n") ? true : nil
        }
        #expect(taken == true)
        try await redis.restart()
        #expect(ask("GET a", redis, expect: "$1\r\n3\r\n"))
        await redis.stop()
    }

    @Test func `frozen it answers nobody, thawed it goes on`() async throws {
        let folder = try StateFolder.temporary()
        defer { try? folder.remove() }
        let redis = try await LocalRedis.start(in: folder)
        await redis.freeze()
        #expect(!ask("PING", redis, expect: "+PONG"))
        await redis.thaw()
        #expect(ask("PING", redis, expect: "+PONG"))
        await redis.freeze()
        await redis.stop()
        #expect(await redis.pid == nil)
    }
}
