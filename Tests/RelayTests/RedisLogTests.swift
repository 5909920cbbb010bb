import Events
import LocalServices
import Net
import Relay
import Testing

@Suite struct RedisLogTests {
    private let epoch = RelayFixture.epoch

    @Test func `entries come back as they were appended, in order`() async throws {
        try await RelayFixture.with { fixture in
            let writer = RedisLogWriter(over: fixture.connection())
            let reader = RedisLogReader(of: fixture.endpoint, on: fixture.loop)
            #expect(try await writer.end(of: epoch) == nil)
            let entries = (1...50).map { RelayFixture.entry($0) }
            try await writer.append(entries, to: epoch)
            #expect(
                try await reader.entries(of: epoch, after: 0, limit: 1_000, wait: .seconds(1))
                    == entries)
            #expect(
                try await reader.entries(of: epoch, after: 10, limit: 3, wait: .seconds(1))
                    == Array(entries[10..<13]))
            #expect(
                try await writer.end(of: epoch)
                    == LogEnd(seq: 50, identity: "/api/v1/bookings id-50"))
            await reader.close()
        }
    }

    @Test func `a reader that waits gets what is appended meanwhile`() async throws {
        try await RelayFixture.with { fixture in
            let writer = RedisLogWriter(over: fixture.connection())
            let reader = RedisLogReader(of: fixture.endpoint, on: fixture.loop)
            _ = try await writer.end(of: epoch)
            let calls = await fixture.started(1) {
                try await reader.entries(of: epoch, after: 0, limit: 10, wait: .seconds(1))
            }
            try await writer.append([RelayFixture.entry(1)], to: epoch)
            for call in calls { #expect(try await call.value == [RelayFixture.entry(1)]) }
            #expect(
                try await reader.entries(of: epoch, after: 1, limit: 10, wait: .seconds(1)) == [])
            await reader.close()
        }
    }

    @Test func `entries of every size come whole, and those of others are left out`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let writer = RedisLogWriter(over: redis)
            let reader = RedisLogReader(of: fixture.endpoint, on: fixture.loop)
            _ = try await writer.end(of: epoch)
            // hiredis reads 16 KiB at once: these end in every place of it.
            let entries = (1...60).map { RelayFixture.entry($0, bytes: Int($0) * 997) }
            try await writer.append(entries, to: epoch)
            _ = try await redis.ask("XADD", "flighthub:\(epoch):log", "61-0", "a", "b")
            try await writer.append([RelayFixture.entry(62)], to: epoch)
            for _ in 1...2 {
                #expect(
                    try await reader.entries(of: epoch, after: 0, limit: 100, wait: .seconds(1))
                        == entries + [RelayFixture.entry(62)])
            }
            await reader.close()
        }
    }

    @Test func `an error and a lost connection end one read, and the next goes on`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let writer = RedisLogWriter(over: redis)
            let reader = RedisLogReader(of: fixture.endpoint, on: fixture.loop)
            _ = try await redis.ask("SET", "flighthub:\(epoch):log", "no stream")
            await expectRefusal(code: "WRONGTYPE") {
                _ = try await reader.entries(of: epoch, after: 0, limit: 1, wait: .seconds(1))
            }
            _ = try await redis.ask("DEL", "flighthub:\(epoch):log")
            _ = try await writer.end(of: epoch)
            try await writer.append([RelayFixture.entry(1)], to: epoch)
            let calls = await fixture.started(1) {
                try await reader.entries(of: epoch, after: 1, limit: 1, wait: .seconds(1))
            }
            await reader.reconnect()
            for call in calls {
                await #expect(throws: LogFailure.unavailable) { try await call.value }
            }
            #expect(
                try await reader.entries(of: epoch, after: 0, limit: 1, wait: .seconds(1))
                    == [RelayFixture.entry(1)])
            await reader.close()
        }
    }

    @Test func `an entry that is not above the end is refused`() async throws {
        try await RelayFixture.with { fixture in
            let writer = RedisLogWriter(over: fixture.connection())
            _ = try await writer.end(of: epoch)
            try await writer.append([RelayFixture.entry(1), RelayFixture.entry(2)], to: epoch)
            await #expect(throws: LogFailure.notAboveEnd) {
                try await writer.append([RelayFixture.entry(2)], to: epoch)
            }
            #expect(try await writer.end(of: epoch)?.seq == 2)
        }
    }

    @Test(arguments: [["XTRIM", "MAXLEN", "0"], ["XDEL", "2-0"]])
    func `a stream whose last entry was taken out ends where it ended`(command: [String])
        async throws
    {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let writer = RedisLogWriter(over: redis)
            #expect(try await writer.end(of: epoch) == nil)
            try await writer.append([RelayFixture.entry(1), RelayFixture.entry(2)], to: epoch)
            var take = RedisCommand(command[0], "flighthub:\(epoch):log")
            for word in command.dropFirst() { take.append(word) }
            _ = try await redis.send(take)
            #expect(try await writer.end(of: epoch) == LogEnd(seq: 2, identity: nil))
            try await writer.append([RelayFixture.entry(3)], to: epoch)
        }
    }

    @Test func `nothing is written behind an entry that is refused`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let writer = RedisLogWriter(over: redis)
            _ = try await writer.end(of: epoch)
            _ = try await redis.ask("XADD", "flighthub:\(epoch):log", "2-0", "a", "b")
            let batch = (1...4).map { RelayFixture.entry($0) }
            await #expect(throws: LogFailure.notAboveEnd) {
                try await writer.append(batch, to: epoch)
            }
            #expect(try await writer.end(of: epoch) == LogEnd(seq: 2, identity: ""))
        }
    }

    @Test func `large entries are appended in steps, and none after a step that failed`()
        async throws
    {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            var configuration = RedisLogWriter.Configuration()
            configuration.stepBytes = 10_000
            let writer = RedisLogWriter(over: redis, configuration: configuration)
            _ = try await writer.end(of: epoch)
            _ = try await redis.ask("CONFIG", "RESETSTAT")
            let entries = (1...9).map { RelayFixture.entry($0, bytes: $0 == 5 ? 30_000 : 4_000) }
            try await writer.append(entries, to: epoch)
            #expect(try await writer.end(of: epoch)?.seq == 9)
            // 1 and 2, 3 and 4, 5, 6 and 7, 8 and 9.
            let statistics = try await redis.ask("INFO", "commandstats").asText ?? ""
            #expect(statistics.contains("cmdstat_eval:calls=5,"))

            let next = (10...15).map { RelayFixture.entry($0, bytes: 4_000) }
            _ = try await redis.ask("XADD", "flighthub:\(epoch):log", "12-0", "a", "b")
            await #expect(throws: LogFailure.notAboveEnd) {
                try await writer.append(next, to: epoch)
            }
            #expect(try await writer.end(of: epoch)?.seq == 12)
        }
    }

    @Test func `a stream that somebody else wrote to ends with an identity of no event`()
        async throws
    {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let writer = RedisLogWriter(over: redis)
            _ = try await redis.ask("XADD", "flighthub:\(epoch):log", "7-0", "a", "b")
            #expect(try await writer.end(of: epoch) == LogEnd(seq: 7, identity: ""))
        }
    }

    @Test func `after a loss nothing is written until the end was read again`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let writer = RedisLogWriter(over: redis)
            let watermark = Watermark(epoch: epoch, head: 1, beat: 1)
            await #expect(throws: LogFailure.unavailable) {
                try await writer.write(watermark, over: nil)
            }
            _ = try await writer.end(of: epoch)
            try await writer.append([RelayFixture.entry(1)], to: epoch)
            try await writer.write(watermark, over: nil)
            try await fixture.redis.restartEmpty()
            await #expect(throws: LogFailure.unavailable) {
                try await writer.append([RelayFixture.entry(2)], to: epoch)
            }
            // Somebody else made the connection meanwhile: it is still not an inspected one.
            _ = try await redis.ask("PING")
            await #expect(throws: LogFailure.unavailable) {
                try await writer.write(watermark, over: nil)
            }
            #expect(try await writer.end(of: epoch) == nil)
            try await writer.append([RelayFixture.entry(1), RelayFixture.entry(2)], to: epoch)
            #expect(try await writer.end(of: epoch)?.seq == 2)
        }
    }

    @Test func `the watermark of a newer history stays, unless it is the one that may go`()
        async throws
    {
        try await RelayFixture.with { fixture in
            let writer = RedisLogWriter(over: fixture.connection())
            let reader = RedisLogReader(of: fixture.endpoint, on: fixture.loop)
            _ = try await writer.end(of: epoch)
            let own = Watermark(epoch: epoch, head: 9, beat: 9)
            let next = Epoch(generation: epoch.generation + 9, id: "next")
            let dead = Watermark(epoch: next, head: 1, beat: 1)
            let living = Watermark(epoch: next, head: 1, beat: 2)
            try await writer.write(own, over: nil)
            try await writer.write(living, over: nil)
            for rival in [nil, dead] {
                await #expect(throws: LogFailure.superseded(by: living)) {
                    try await writer.write(own, over: rival)
                }
                #expect(try await reader.watermark() == living)
            }
            try await writer.write(own, over: living)
            #expect(try await reader.watermark() == own)
            for nonsense in ["99 nonsense", "99999999999999999999.abcdefabcdefabcd 5 5"] {
                _ = try await fixture.connection().ask("SET", RelayKeys().watermark, nonsense)
                try await writer.write(own, over: nil)
                #expect(try await reader.watermark() == own)
            }
        }
    }

    @Test func `a full server refuses the whole batch, and takes it when it has room`() async throws
    {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let writer = RedisLogWriter(over: redis)
            _ = try await writer.end(of: epoch)
            try await writer.append([RelayFixture.entry(1)], to: epoch)
            _ = try await redis.ask("CONFIG", "SET", "maxmemory", "1")
            let batch = (2...5).map { RelayFixture.entry($0) }
            await expectRefusal(code: "OOM") { try await writer.append(batch, to: epoch) }
            await expectRefusal(code: "OOM") {
                try await writer.write(Watermark(epoch: epoch, head: 5, beat: 1), over: nil)
            }
            #expect(try await writer.end(of: epoch)?.seq == 1)
            _ = try await redis.ask("CONFIG", "SET", "maxmemory", "0")
            try await writer.append(batch, to: epoch)
            #expect(try await writer.end(of: epoch)?.seq == 5)
        }
    }

    @Test func `a read-only replica refuses`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let writer = RedisLogWriter(over: redis)
            _ = try await writer.end(of: epoch)
            _ = try await redis.ask("REPLICAOF", "127.0.0.1", "1")
            await expectRefusal(code: "READONLY") {
                try await writer.append([RelayFixture.entry(1)], to: epoch)
            }
        }
    }

    private func expectRefusal(code: String, _ body: () async throws -> Void) async {
        do {
            try await body()
            Issue.record("it was taken")
        } catch LogFailure.refused(let message) {
            #expect(message.hasPrefix(code))
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func `a hung server is noticed by both connections`() async throws {
        try await RelayFixture.with { fixture in
            let reader = RedisLogReader(of: fixture.endpoint, on: fixture.loop)
            let before = try await reader.watermark()
            #expect(before == nil)
            await fixture.redis.freeze()
            let start = MonotonicTime.now
            let calls = await fixture.started(1) {
                try await reader.entries(of: epoch, after: 0, limit: 1, wait: .seconds(1))
            }
            await #expect(throws: LogFailure.unavailable) { try await reader.watermark() }
            #expect(MonotonicTime.now - start < .seconds(2))
            for call in calls {
                await #expect(throws: LogFailure.unavailable) { try await call.value }
            }
            #expect(MonotonicTime.now - start < .seconds(3))
            await reader.close()
        }
    }

    @Test func `the watermark is read as it was written`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let writer = RedisLogWriter(over: redis)
            let reader = RedisLogReader(of: fixture.endpoint, on: fixture.loop)
            #expect(try await reader.watermark() == nil)
            _ = try await writer.end(of: epoch)
            let watermark = Watermark(epoch: epoch, head: 41, beat: 7 << 32)
            try await writer.write(watermark, over: nil)
            #expect(try await reader.watermark() == watermark)
            _ = try await redis.ask("SET", "flighthub:watermark", "nonsense")
            #expect(try await reader.watermark() == nil)
            await reader.close()
        }
    }

    @Test func `streams of older epochs expire, this one's does not`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let writer = RedisLogWriter(over: redis)
            let old = Epoch(generation: 1, id: "old")
            for epoch in [old, epoch] {
                _ = try await writer.end(of: epoch)
                try await writer.append([RelayFixture.entry(1)], to: epoch)
            }
            let lifetime = try await redis.ask("TTL", "flighthub:\(old):log")
            #expect((1...3_600).contains(lifetime.asInteger ?? 0))
            #expect(try await redis.ask("TTL", "flighthub:\(epoch):log") == .integer(-1))
        }
    }

    @Test func `the stream is trimmed to about its window, in entries and in bytes`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            var configuration = RedisLogWriter.Configuration()
            configuration.window = 200
            let writer = RedisLogWriter(over: redis, configuration: configuration)
            _ = try await writer.end(of: epoch)
            for start in stride(from: Int64(1), to: 1_000, by: 100) {
                try await writer.append(
                    (start..<start + 100).map { RelayFixture.entry($0) }, to: epoch)
            }
            let length = try await redis.ask("XLEN", "flighthub:\(epoch):log")
            #expect((200...400).contains(length.asInteger ?? 0))

            configuration.window = 100_000
            configuration.windowBytes = 1_000_000
            let lean = RedisLogWriter(over: redis, configuration: configuration)
            let other = Epoch(generation: 3, id: "large")
            _ = try await lean.end(of: other)
            for start in stride(from: Int64(1), to: 600, by: 100) {
                let large = (start..<start + 100).map { RelayFixture.entry($0, bytes: 10_000) }
                try await lean.append(large, to: other)
            }
            let bytes = try await redis.ask("XLEN", "flighthub:\(other):log")
            #expect((1...500).contains(bytes.asInteger ?? 0))
        }
    }
}
