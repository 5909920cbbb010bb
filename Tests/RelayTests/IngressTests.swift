import Events
import LocalServices
import Net
import Relay
import Synchronization
import Testing

@Suite struct IngressTests {
    /// A sink with the port's guarantees that can be away, and refuses some events for good.
    private actor Sink: IngressSink {
        var isAway = false
        private var seen: Set<String> = []
        let inbox: Inbox<String>

        init(_ inbox: Inbox<String>) {
            self.inbox = inbox
        }

        func setAway(_ isAway: Bool) {
            self.isAway = isAway
        }

        func take(_ events: [IncomingEvent]) async throws(IngressFailure) {
            if isAway { throw .unavailable }
            if events.contains(where: { $0.type == "bad" }) { throw .refused("bad type") }
            for event in events where seen.insert(event.id).inserted {
                await inbox.append(event.id)
            }
        }
    }

    private func message(_ id: String, type: String = "t") -> [UInt8] {
        let event = #"{"specversion":"1.0","id":"\#(id)","source":"/s","type":"\#(type)"}"#
        return Array(#"{"topics":["ops"],"event":\#(event)}"#.utf8)
    }

    private func reader(
        _ fixture: RelayFixture, _ sink: Sink, node: String = "a",
        history: @escaping @Sendable () async -> Epoch? = { RelayFixture.epoch },
        onChange: @escaping @Sendable (IngressTrouble?) -> Void = { _ in }
    ) -> IngressReader {
        var configuration = IngressReader.Configuration()
        configuration.retry = .milliseconds(10)
        configuration.idle = .milliseconds(10)
        configuration.patience = .zero
        return IngressReader(
            at: fixture.endpoint, on: fixture.loop, node: node, sink: sink,
            configuration: configuration, history: history, onChange: onChange)
    }

    private func field(_ name: String, _ reply: RedisReply) -> String? {
        let fields = (reply.asArray?.last?.asArray ?? []).map { $0.asText ?? "" }
        return fields.firstIndex(of: name).map { fields[$0 + 1] }
    }

    /// What a reader does until it is stopped.
    private struct Run {
        private let reader: IngressReader
        private let task: Task<Void, Never>

        init(of reader: IngressReader) {
            self.reader = reader
            task = Task(executorPreference: reader.loop) { await reader.run() }
        }

        func stop() async {
            await reader.stop()
            await task.value
        }
    }

    /// Waits until nothing is left in the ingress.
    ///
    /// Redis tells nobody when an entry goes, so it is asked, with a pause in which it serves the
    /// reader; how long that is changes nothing but how soon the test is over.
    private func drained(_ redis: RedisConnection) async throws {
        while try await redis.ask("XLEN", RelayKeys().ingress) != .integer(0) {
            try await redis.loop.sleep(for: .milliseconds(2))
        }
        let pending = try await redis.ask("XPENDING", RelayKeys().ingress, "flighthub").asArray
        #expect(pending?.first == .integer(0))
    }

    @Test func `what was handed in before and after the start is taken once and acknowledged`()
        async throws
    {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let inbox = Inbox<String>(on: fixture.loop)
            let reader = reader(fixture, Sink(inbox))
            let id = try await redis.publishIngress(message("1"))
            #expect(id.contains("-"))
            let run = Run(of: reader)
            #expect(await inbox.first(1) == ["1"])
            for id in ["2", "2", "3"] { _ = try await redis.publishIngress(message(id)) }
            #expect(await inbox.first(3) == ["1", "2", "3"])
            try await drained(redis)
            await run.stop()
        }
    }

    @Test func `bad entries go to the rejected ones with the reason and block nothing`()
        async throws
    {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let inbox = Inbox<String>(on: fixture.loop)
            let reader = reader(fixture, Sink(inbox))
            _ = try await redis.publishIngress(message("1"))
            _ = try await redis.publishIngress(Array("not json".utf8))
            _ = try await redis.publishIngress(message("2", type: "bad"))
            _ = try await redis.ask("XADD", RelayKeys().ingress, "*", "other", "field")
            _ = try await redis.publishIngress(message("3"))
            let run = Run(of: reader)
            #expect(await inbox.first(2) == ["1", "3"])
            try await drained(redis)
            let rejected =
                try await redis.ask("XRANGE", RelayKeys().rejected, "-", "+").asArray ?? []
            let reasons = rejected.compactMap { field("reason", $0) }.sorted()
            try #require(reasons.count == 3)
            #expect(reasons[0] == "an entry has a field 'message'")
            #expect(reasons[1] == "bad type")
            #expect(reasons[2].hasPrefix("not JSON"))
            #expect(rejected.compactMap { field("message", $0) }.contains("not json"))
            #expect(await reader.report.taken == 2)
            #expect(await reader.report.rejected == 3)
            await run.stop()
        }
    }

    @Test func `what a dead node had been given is taken by the next`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let inbox = Inbox<String>(on: fixture.loop)
            _ = try await redis.publishIngress(message("1"))
            _ = try await redis.publishIngress(message("2"))
            _ = try await redis.ask(
                "XGROUP", "CREATE", RelayKeys().ingress, "flighthub", "0", "MKSTREAM")
            _ = try await redis.ask(
                "XREADGROUP", "GROUP", "flighthub", "dead", "STREAMS", RelayKeys().ingress, ">")
            _ = try await redis.publishIngress(message("3"))
            let run = Run(of: reader(fixture, Sink(inbox), node: "b"))
            #expect(await inbox.first(3) == ["1", "2", "3"])
            try await drained(redis)
            await run.stop()
        }
    }

    @Test func `a sink that is away gets everything when it returns`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let inbox = Inbox<String>(on: fixture.loop)
            let sink = Sink(inbox)
            await sink.setAway(true)
            let changes = Inbox<IngressTrouble?>(on: fixture.loop)
            let run = Run(of: reader(fixture, sink, onChange: { changes.add($0) }))
            for id in 1...5 { _ = try await redis.publishIngress(message("\(id)")) }
            #expect(await changes.first(1) == [.sink(.unavailable)])
            await sink.setAway(false)
            #expect(await inbox.first(5).sorted() == ["1", "2", "3", "4", "5"])
            try await drained(redis)
            await run.stop()
        }
    }

    @Test func `it goes on after Redis lost the stream and its group, and after a stop`()
        async throws
    {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let inbox = Inbox<String>(on: fixture.loop)
            let reader = reader(fixture, Sink(inbox))
            let run = Run(of: reader)
            _ = try await redis.publishIngress(message("1"))
            _ = await inbox.first(1)
            try await fixture.redis.restartEmpty()
            _ = try await redis.publishIngress(message("2"))
            #expect(await inbox.first(2) == ["1", "2"])
            await run.stop()
            _ = try await redis.publishIngress(message("3"))
            let again = Run(of: reader)
            #expect(await inbox.first(3) == ["1", "2", "3"])
            await again.stop()
        }
    }

    @Test func `a full server is drained, of bad entries too`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let inbox = Inbox<String>(on: fixture.loop)
            _ = try await redis.publishIngress(Array("not json".utf8))
            for id in 1...250 { _ = try await redis.publishIngress(message("\(id)")) }
            _ = try await redis.ask("CONFIG", "SET", "maxmemory", "1")
            let run = Run(of: reader(fixture, Sink(inbox)))
            #expect(await inbox.first(250) == (1...250).map { "\($0)" })
            try await drained(redis)
            #expect(try await redis.ask("XLEN", RelayKeys().rejected) == .integer(1))
            await run.stop()
        }
    }

    @Test func `large entries come one at a time and cut, and so are their copies`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let inbox = Inbox<String>(on: fixture.loop)
            let large = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
            for _ in 1...16 { _ = try await redis.publishIngress(large) }
            _ = try await redis.publishIngress(message("1"))
            _ = try await redis.ask("CONFIG", "RESETSTAT")
            let run = Run(of: reader(fixture, Sink(inbox)))
            #expect(await inbox.first(1) == ["1"])
            try await drained(redis)
            await run.stop()
            let statistics = try await redis.ask("INFO", "stats").asText ?? ""
            let sent = statistics.split(separator: "\r\n").first {
                $0.hasPrefix("total_net_output_bytes:")
            }
            let bytes = try #require(sent?.split(separator: ":").last.flatMap { Int($0) })
            #expect(bytes < 1 << 20)
            let rejected =
                try await redis.ask("XRANGE", RelayKeys().rejected, "-", "+").asArray ?? []
            #expect(rejected.count == 16)
            for copy in rejected {
                #expect(field("message", copy)?.utf8.count == 4_096)
                #expect(field("size", copy) == "1048576")
                #expect(field("reason", copy) == "a message has at most 65536 bytes")
            }
        }
    }

    @Test func `nobody takes entries into a history that a newer one replaced`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let old = Inbox<String>(on: fixture.loop)
            let new = Inbox<String>(on: fixture.loop)
            _ = try await redis.ask("SET", RelayKeys().watermark, "3.new 7 9")
            _ = try await redis.publishIngress(message("1"))
            let (asked, asks) = AsyncStream<Void>.makeStream()
            let left = reader(fixture, Sink(old), node: "left") {
                asks.yield()
                return RelayFixture.epoch
            }
            let leftRun = Run(of: left)
            for await _ in asked.prefix(5) {}
            let next = Epoch(generation: 3, id: "new")
            let right = reader(fixture, Sink(new), node: "right") { next }
            let rightRun = Run(of: right)
            #expect(await new.first(1) == ["1"])
            try await drained(redis)
            #expect(await old.items.isEmpty)
            #expect(try await redis.ask("GET", RelayKeys().watermark).asText == "3.new 7 9")
            for run in [leftRun, rightRun] { await run.stop() }
        }
    }

    @Test func `a newer history is known even to a full server`() async throws {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let writer = RedisLogWriter(over: redis)
            let own = Watermark(epoch: RelayFixture.epoch, head: 4, beat: 9)
            _ = try await writer.end(of: RelayFixture.epoch)
            try await writer.write(own, over: nil)
            _ = try await redis.publishIngress(message("1"))
            _ = try await redis.ask("CONFIG", "SET", "maxmemory", "1")
            let inbox = Inbox<String>(on: fixture.loop)
            let next = Epoch(generation: 3, id: "new")
            let reader = reader(fixture, Sink(inbox)) { next }
            let run = Run(of: reader)
            #expect(await inbox.first(1) == ["1"])
            let announced = Watermark(epoch: next, head: 0, beat: 0)
            await #expect(throws: LogFailure.superseded(by: announced)) {
                try await writer.write(own, over: nil)
            }
            // It says nothing of what is delivered: who follows the log waits for one that does.
            let following = RedisLogReader(of: fixture.endpoint, on: fixture.loop)
            #expect(try await following.watermark() == nil)
            await following.close()
            await run.stop()
        }
    }

    @Test func `a node reads while it is the holder, and one that was stopped first never does`()
        async throws
    {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let inbox = Inbox<String>(on: fixture.loop)
            let (asked, asks) = AsyncStream<Void>.makeStream()
            let isHolder = Atomic(false)
            let reader = reader(fixture, Sink(inbox)) {
                asks.yield()
                return isHolder.load(ordering: .relaxed) ? RelayFixture.epoch : nil
            }
            await reader.stop()
            await reader.run()
            _ = try await redis.publishIngress(message("1"))
            let run = Run(of: reader)
            for await _ in asked.prefix(3) {}
            #expect(await inbox.items.isEmpty)
            isHolder.store(true, ordering: .relaxed)
            #expect(await inbox.first(1) == ["1"])
            await run.stop()
        }
    }

    @Test func `what keeps it from taking anything is said, counted and over in the end`()
        async throws
    {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let inbox = Inbox<String>(on: fixture.loop)
            let changes = Inbox<IngressTrouble?>(on: fixture.loop)
            let sink = Sink(inbox)
            _ = try await redis.ask(
                "XGROUP", "CREATE", RelayKeys().ingress, "flighthub", "0", "MKSTREAM")
            _ = try await redis.ask("ACL", "SETUSER", "default", "-xautoclaim")
            for id in 1...3 { _ = try await redis.publishIngress(message("\(id)")) }
            let reader = reader(fixture, sink, onChange: { changes.add($0) })
            let run = Run(of: reader)
            let refusal = IngressTrouble.log(
                .refused(
                    "ERR The user executing the script can't run this command or subcommand "
                        + "(XAUTOCLAIM)"))
            #expect(await changes.first(1) == [refusal])
            #expect(await reader.lastingTrouble == refusal)
            while await reader.report.waiting != 3 {
                try await fixture.loop.sleep(for: .milliseconds(2))
            }
            await sink.setAway(true)
            _ = try await redis.ask("ACL", "SETUSER", "default", "+xautoclaim")
            #expect(await changes.first(2) == [refusal, .sink(.unavailable)])
            await sink.setAway(false)
            #expect(await inbox.first(3) == ["1", "2", "3"])
            try await drained(redis)
            _ = try await redis.publishIngress(message("4"))
            #expect(await changes.first(3) == [refusal, .sink(.unavailable), nil])
            #expect(await reader.lastingTrouble == nil)
            #expect(await inbox.first(4).last == "4")
            try await drained(redis)
            let report = await reader.report
            #expect(report.failures.keys.sorted() == ["database_unavailable", "redis_refused"])
            #expect(report.taken == 4)
            await run.stop()
            #expect(await reader.report.failures == report.failures)
        }
    }

    @Test func `what another node is given while this one reads is taken all the same`()
        async throws
    {
        try await RelayFixture.with { fixture in
            let redis = fixture.connection()
            let inbox = Inbox<String>(on: fixture.loop)
            let reader = reader(fixture, Sink(inbox))
            _ = try await redis.publishIngress(message("1"))
            let run = Run(of: reader)
            #expect(await inbox.first(1) == ["1"])
            var entry = RedisCommand("XADD", RelayKeys().ingress, "*", "message")
            entry.append(message("2"))
            _ = try await redis.send([
                RedisCommand("MULTI"), entry,
                RedisCommand(
                    "XREADGROUP", "GROUP", "flighthub", "late", "STREAMS", RelayKeys().ingress, ">"),
                RedisCommand("EXEC"),
            ])
            #expect(await inbox.first(2) == ["1", "2"])
            try await drained(redis)
            await run.stop()
        }
    }
}
