import API
import Delivery
import Events
import Glibc
import Logging
import Net
import Relay
import Store
import Synchronization
import Testing

@testable import FlightHub

@Suite struct DeliveryLogTests {
    private let place = "redis://cache:6379"

    @Test func `failures of the log are words with an address, and told again after a recovery`() {
        let second = Mutex<UInt64>(1)
        let kept = KeptLines()
        let log = DeliveryLog(redis: place, second: { second.withLock { $0 } })
        let say = log.sequencer(kept.logger)
        for _ in 0..<2 {
            for _ in 0..<3 { say(.logFailed(.unavailable)) }
            say(.logFailed(.refused("WRONGPASS can't log in")))
            say(.logFailed(.notAboveEnd))
            say(.logWorks)
            second.withLock { $0 += 1 }
        }
        let once = [
            "warning Redis at \(place) does not answer, or is still loading",
            "warning Redis at \(place) refuses: WRONGPASS can't log in",
            "warning Redis at \(place) holds events that this node has not written: "
                + "looking at it again",
            "info Redis at \(place) takes events again",
        ]
        #expect(kept.lines == once + once)
    }

    @Test func `failures of the store say whether it is away or refuses`() {
        let kept = KeptLines()
        let say = DeliveryLog(redis: place).sequencer(kept.logger)
        say(.storeFailed(.unavailable))
        say(.storeFailed(.refused))
        say(.storeWorks)
        #expect(
            kept.lines == [
                "warning PostgreSQL does not answer: no event gets its place",
                "error PostgreSQL refused a step: no event gets its place",
                "info PostgreSQL answers again",
            ])
    }

    @Test func `it says why nothing is taken from the ingress`() {
        let kept = KeptLines()
        let say = DeliveryLog(redis: place).ingress(kept.logger)
        say(.log(.refused("ERR no (XAUTOCLAIM)")))
        say(.sink(.unavailable))
        say(.sink(.refusesAll("the database refused: SQLSTATE 42501")))
        say(nil)
        let line = "warning nothing is taken from the ingress:"
        #expect(
            kept.lines == [
                "\(line) Redis at \(place) refuses: ERR no (XAUTOCLAIM)",
                "\(line) PostgreSQL does not answer, or cannot write now",
                "\(line) the database refused: SQLSTATE 42501",
                "info the ingress is taken again",
            ])
    }

    @Test func `two failures that take turns are written once a second`() {
        let kept = KeptLines()
        let say = DeliveryLog(redis: place, second: { 1 }).reading(kept.logger)
        for _ in 0..<5 {
            say(.unavailable)
            say(nil)
        }
        #expect(
            kept.lines == [
                "warning Redis at \(place) does not answer, or is still loading",
                "info Redis at \(place) answers again",
            ])
    }

    @Test func `a node that nobody reaches at one of its places tells it with its health`()
        async throws
    {
        let loop = try EventLoop(name: "readiness")
        loop.start()
        defer { loop.stop() }
        let reader = LogReaderDriver(
            on: loop, history: EmptyHistory(), log: LockedLog(), deliver: { _ in })
        let database = Database(PostgresConfiguration("host=/nonexistent"), loops: [loop])
        let readiness = NodeReadiness(
            node: "one", database: database, reader: reader, redis: place)
        for isLost in [false, true] {
            if isLost { readiness.lostListener() }
            let reasons = await readiness.readiness().reasons
            #expect(reasons.contains { $0.code == "listener_failed" } == isLost)
        }
        await database.close()
    }

    @Test func `a node answers at once while one of its loops stands still`() async throws {
        let loop = try EventLoop(name: "readiness")
        loop.start()
        defer { loop.stop() }
        let reader = LogReaderDriver(
            on: loop, history: EmptyHistory(), log: LockedLog(), deliver: { _ in })
        let database = Database(PostgresConfiguration("host=/nonexistent"), loops: [loop])
        let readiness = NodeReadiness(
            node: "one", database: database, reader: reader, redis: place,
            standingLoop: { StandingLoop(among: [loop]) })
        try await Occupation.of(loop) {
            while StandingLoop(among: [loop]) == nil { await Task.yield() }
            let reasons = await readiness.readiness().reasons
            #expect(reasons.map(\.code) == ["stale"])
            #expect(reasons.first?.message.hasPrefix("readiness has been busy for") == true)
        }
        await database.close()
    }

    @Test func `a node that cannot read the log says so where its health is asked for`()
        async throws
    {
        let loop = try EventLoop(name: "readiness")
        loop.start()
        defer { loop.stop() }
        let (changes, changed) = AsyncStream<LogFailure?>.makeStream()
        let reader = LogReaderDriver(
            on: loop, history: EmptyHistory(), log: LockedLog(),
            onLogChange: { changed.yield($0) }, deliver: { _ in })
        let run = Task(executorPreference: loop) { await reader.run() }
        for await _ in changes { break }
        let database = Database(PostgresConfiguration("host=/nonexistent"), loops: [loop])
        let readiness = await NodeReadiness(
            node: "one", database: database, reader: reader, redis: place,
            ingressTrouble: { .log(.unavailable) }
        ).readiness()
        await reader.stop()
        await run.value
        await database.close()
        #expect(
            readiness.reasons.suffix(2) == [
                .init(
                    code: "redis_unavailable",
                    message: "Redis at \(place) refuses: NOAUTH Authentication required."),
                .init(
                    code: "ingress_unavailable",
                    message: "events of other services are not taken: "
                        + "Redis at \(place) does not answer, or is still loading"),
            ])
    }
}

/// A history in which nothing has happened.
private struct EmptyHistory: EventHistory {
    func head() -> HistoryHead {
        HistoryHead(epoch: Epoch(generation: 1, id: "abc"), head: 0, floor: 0)
    }

    func entries(after seq: Int64, limit: Int) -> HistoryPage {
        HistoryPage(head: head(), entries: [], through: seq)
    }

    func entries(on topic: Topic, after seq: Int64, limit: Int) -> HistoryPage {
        entries(after: seq, limit: limit)
    }

    func identity(at seq: Int64) -> String? { nil }
}

/// A log that wants another password.
private struct LockedLog: EventLogReader {
    private let failure = LogFailure.refused("NOAUTH Authentication required.")

    func entries(
        of epoch: Epoch, after seq: Int64, limit: Int, wait: Duration
    ) throws(LogFailure) -> [LogEntry] { throw failure }

    func watermark() throws(LogFailure) -> Watermark? { throw failure }

    func reconnect() {}
}

/// A turn of a loop that does not end.
private final class Occupation: Sendable {
    private let isOver = Atomic(false)

    /// Keeps `loop` busy while `body` runs.
    static func of(_ loop: EventLoop, while body: () async throws -> Void) async throws {
        let occupation = Occupation()
        defer { occupation.isOver.store(true, ordering: .relaxed) }
        loop.execute { while !occupation.isOver.load(ordering: .relaxed) { sched_yield() } }
        try await body()
    }
}
