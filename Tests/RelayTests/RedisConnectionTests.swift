import LocalServices
import Net
import Relay
import Testing

@Suite struct RedisConnectionTests {
    @Test func `arguments and answers may hold any bytes`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let bytes = [UInt8](0...255) + Array("\r\n$5\r\n".utf8)
            var set = RedisCommand("SET", "key")
            set.append(bytes)
            let answer = try await redis.send(set)
            #expect(answer == .status("OK"))
            #expect(try await redis.ask("GET", "key") == .string(bytes))
            #expect(try await redis.ask("GET", "other") == .null)
            #expect(try await redis.ask("DEL", "key", "") == .integer(1))
            await redis.close()
        }
    }

    @Test func `answers find their callers when many wait`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let sum = try await withThrowingTaskGroup(of: Int64.self) { group in
                for number in 0..<500 {
                    group.addTask(executorPreference: fixture.loop) {
                        let reply = try await redis.ask("ECHO", "\(number)")
                        #expect(reply == .string(Array("\(number)".utf8)))
                        return try await redis.ask("INCR", "n").asInteger ?? 0
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(sum == 500 * 501 / 2)
            await redis.close()
        }
    }

    @Test func `an error answer is thrown alone and a value in a batch`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let failure = await #expect(throws: RedisFailure.self) {
                try await redis.ask("NONSENSE")
            }
            guard case .refused(let error) = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(error.code == "ERR")
            let replies = try await redis.send([
                RedisCommand("SET", "a", "1"), RedisCommand("LPUSH", "a", "1"),
                RedisCommand("PING"),
            ])
            #expect(replies.count == 3)
            #expect(replies.first == .status("OK"))
            #expect(replies.last == .status("PONG"))
            guard case .error(let wrong) = replies[1] else {
                Issue.record("\(replies)")
                return
            }
            #expect(wrong.code == "WRONGTYPE")
            await redis.close()
        }
    }

    @Test func `a killed server fails what is in flight, and the next call connects again`()
        async throws
    {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection { $0.commandTimeout = .seconds(20) }
            _ = try await redis.ask("SET", "a", "1")
            let before = try await redis.connect()
            await fixture.redis.freeze()
            let calls = await fixture.started(2) { try await redis.ask("GET", "a") }
            await fixture.redis.kill()
            for call in calls {
                let failure = await failure { try await call.value }
                guard case .disconnected = failure else {
                    Issue.record("\(String(describing: failure))")
                    continue
                }
            }
            #expect(await failure { try await redis.ask("PING") } != nil)
            try await fixture.redis.restartEmpty()
            #expect(try await redis.ask("GET", "a") == .null)
            #expect(try await redis.connect() > before)
            await #expect(throws: RedisFailure.disconnected("connection lost")) {
                try await redis.send(RedisCommand("PING"), on: before)
            }
            await redis.close()
            await #expect(throws: RedisFailure.closed) {
                try await redis.ask("PING")
            }
        }
    }

    private func failure(_ body: () async throws -> RedisReply) async -> RedisFailure? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? RedisFailure
        }
    }

    @Test func `a server that hangs is noticed, before and after connecting`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection {
                $0.connectTimeout = .milliseconds(300)
                $0.commandTimeout = .milliseconds(300)
            }
            // On a busy machine the first attempts may take too long.
            while (try? await redis.ask("PING")) == nil {}
            await fixture.redis.freeze()
            let start = MonotonicTime.now
            await #expect(throws: RedisFailure.timedOut) {
                try await redis.ask("PING")
            }
            await #expect(throws: RedisFailure.timedOut) {
                try await redis.ask("PING")
            }
            #expect(MonotonicTime.now - start < .seconds(3))
            await fixture.redis.thaw()
            while (try? await redis.ask("PING")) == nil {}
            await redis.close()
        }
    }

    @Test func `after a failed attempt calls fail at once until the pause is over`() async throws {
        let loop = try EventLoop(name: "relay")
        loop.start()
        var configuration = RedisConnection.Configuration()
        configuration.backoff = (.seconds(3_600), .seconds(3_600))
        let redis = RedisConnection(
            to: RedisEndpoint(.unix(path: "/nonexistent/redis.sock")), on: loop,
            configuration: configuration)
        for _ in 0..<3 {
            await #expect(throws: RedisFailure.disconnected("No such file or directory")) {
                try await redis.ask("PING")
            }
        }
        loop.stop()
        loop.join()
    }

    @Test func `a host that is not known is a failure, not a crash`() async throws {
        let loop = try EventLoop(name: "relay")
        loop.start()
        var configuration = RedisConnection.Configuration()
        configuration.connectTimeout = .seconds(30)
        let redis = RedisConnection(
            to: RedisEndpoint(.tcp(host: "no-such-host.invalid", port: 1)), on: loop,
            configuration: configuration)
        await #expect(throws: RedisFailure.disconnected("the host is not known")) {
            try await redis.ask("PING")
        }
        loop.stop()
        loop.join()
    }

    @Test func `the password and the database of the endpoint are used`() async throws {
        try await RelayFixture.with { fixture in
            let admin = fixture.connection()
            _ = try await admin.send(
                RedisCommand("ACL", "SETUSER", "hub", "on", ">p w", "~*", "+@all"))
            func connection(_ password: String) -> RedisConnection {
                RedisConnection(
                    to: RedisEndpoint(
                        fixture.endpoint.address, user: "hub", password: password, database: 3),
                    on: fixture.loop)
            }
            let redis = connection("p w")
            _ = try await redis.ask("SET", "in-three", "1")
            #expect(try await admin.ask("GET", "in-three") == .null)
            #expect(try await redis.ask("ACL", "WHOAMI").asText == "hub")
            let refused = await failure {
                try await connection("wrong").send(RedisCommand("PING"))
            }
            guard case .refused(let error) = refused else {
                Issue.record("\(String(describing: refused))")
                return
            }
            #expect(error.code == "WRONGPASS")
        }
    }

    @Test func `more commands than the limit are refused and the rest goes on`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection { $0.inFlightLimit = 4 }
            _ = try await redis.connect()
            let many = (0..<5).map { _ in RedisCommand("PING") }
            await #expect(throws: RedisFailure.overloaded) { try await redis.send(many) }
            #expect(try await redis.send(Array(many.prefix(4))).count == 4)
            await redis.close()
        }
    }

    @Test func `a batch larger than the socket's buffer arrives whole`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection { $0.commandTimeout = .seconds(30) }
            let value = [UInt8](repeating: 7, count: 100_000)
            var command = RedisCommand("APPEND", "big")
            command.append(value)
            let replies = try await redis.send(Array(repeating: command, count: 100))
            #expect(replies.last == .integer(10_000_000))
            let read = try await redis.ask("GET", "big")
            #expect(read.asBytes?.count == 10_000_000)
            await redis.close()
        }
    }
}
