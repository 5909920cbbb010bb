import Events
import Hub
import Testing

/// What waits for a loop, and when its clients hear that it did.
@Suite struct FeedTests {
    private let start = Duration.seconds(1)
    private let epoch = Epoch(generation: 1, id: "abc")

    private func feed(
        entries: Int = 100, bytes: Int = 1 << 20, bytesPerTurn: Int = 1 << 20
    ) -> Feed {
        var feed = Feed(
            FeedLimits(
                entries: entries, bytes: bytes, bytesPerTurn: bytesPerTurn, ephemeralEvents: 4,
                ephemeralBytes: 100))
        let place = Cursor(epoch: epoch, seq: 10)
        _ = feed.add(batch([.restarted(at: place, floor: 3, reason: "start"), .fresh]))
        _ = feed.take()
        return feed
    }

    private func batch(_ notices: [LogReader.Notice], after delay: Duration = .zero) -> FeedBatch {
        FeedBatch(notices, at: start + delay)
    }

    private func entries(_ seqs: ClosedRange<Int64>, size: Int = 10) -> LogReader.Notice {
        .entries(
            seqs.map { seq in
                LogEntry(
                    seq: seq, identity: "s \(seq)", type: "t", subject: "x",
                    topics: [Topic(.ops)], payload: [UInt8](repeating: 0x20, count: size))
            })
    }

    private func ephemeral(_ name: String, size: Int = 1) -> EphemeralEvent {
        EphemeralEvent(
            topics: [Topic(.ops)], type: "t", entity: name,
            payload: [UInt8](repeating: 0x20, count: size))
    }

    private func notices(_ portion: Feed.Portion) -> [LogReader.Notice] {
        portion.batches.flatMap(\.notices)
    }

    @Test func `a loop is called once, and takes everything in order`() {
        var feed = feed()
        var calls: [Bool] = []
        calls.append(feed.add(batch([entries(11...12)])))
        calls.append(feed.add(batch([entries(13...13), .fresh], after: .seconds(1))))
        #expect(calls == [true, false])
        #expect(feed.waitingSince == start)
        let portion = feed.take()
        #expect(notices(portion) == [entries(11...12), entries(13...13), .fresh])
        #expect(portion.isLast)
        #expect(feed.waitingSince == nil)
        #expect(feed.heldBytes == 0)
        calls.append(feed.add(batch([.fresh])))
        #expect(calls.last == true)
    }

    @Test func `what is too much for a turn is left for the next, to be taken without a call`() {
        var feed = feed(bytesPerTurn: 2_000)
        for seq in Int64(11)...13 { _ = feed.add(batch([entries(seq...seq, size: 1_500)])) }
        let first = feed.take()
        #expect(notices(first) == [entries(11...11, size: 1_500), entries(12...12, size: 1_500)])
        #expect(!first.isLast)
        let isCalled = feed.add(batch([.fresh]))
        #expect(!isCalled)
        let second = feed.take()
        #expect(notices(second) == [entries(13...13, size: 1_500), .fresh])
        #expect(second.isLast)
    }

    @Test(arguments: [(entries: 20, bytes: 1 << 20), (entries: 1_000, bytes: 10_000)])
    func `a loop that is too far behind begins again at the newest event`(
        limits: (entries: Int, bytes: Int)
    ) {
        var feed = feed(entries: limits.entries, bytes: limits.bytes)
        _ = feed.add(batch([.stale(reason: "test", lasting: .zero), .fresh]))
        var most = 0
        for seq in Int64(11)...110 {
            _ = feed.add(batch([entries(seq...seq, size: 200)], after: .milliseconds(seq)))
            most = max(most, feed.heldBytes)
        }
        #expect(most <= limits.bytes)
        #expect(feed.overruns > 0)
        #expect(feed.waitingSince == start)
        let taken = notices(feed.take())
        guard case .restarted(let cursor, let floor, _) = taken.first else {
            Issue.record("begins with \(String(describing: taken.first))")
            return
        }
        #expect(cursor.epoch == epoch)
        #expect(floor == 3)
        #expect(taken.dropFirst().first == .fresh)
        let rest = taken.dropFirst(2).flatMap { notice in
            if case .entries(let entries) = notice { entries.map(\.seq) } else { [Int64]() }
        }
        #expect(rest == Array(cursor.seq..<110).map { $0 + 1 })
    }

    @Test func `a reader that is now fresh and now stale fills no memory either`() {
        var feed = feed(entries: 10)
        for _ in 0..<100 { _ = feed.add(batch([.stale(reason: "test", lasting: .zero), .fresh])) }
        let taken = notices(feed.take())
        #expect(taken.count <= 20)
        #expect(taken.last == .fresh)
    }

    @Test func `before the place in the history is known nothing is kept beyond the bound`() {
        var feed = Feed(
            FeedLimits(
                entries: 2, bytes: 1 << 20, bytesPerTurn: 1 << 20, ephemeralEvents: 1,
                ephemeralBytes: 1))
        _ = feed.add(batch([entries(1...3)]))
        let taken = notices(feed.take())
        #expect(taken.isEmpty)
    }

    @Test(arguments: [1, 40]) func `newer ephemeral events take the room of older ones`(size: Int) {
        var feed = feed()
        for number in 1...20 { _ = feed.add(ephemeral("\(number)", size: size)) }
        let taken = feed.take().ephemeral.map(\.entity)
        #expect(taken.count <= 4)
        #expect(taken.last == "20")
        #expect(feed.ephemeralDropped == 20 - taken.count)
    }

    @Test func `a loop is out of date when events waited too long, until it has caught up`() {
        var freshness = FeedFreshness(patience: .seconds(1))
        let changes = [
            freshness.readerIsFresh(), freshness.takes(after: .milliseconds(999)),
            freshness.caughtUp(), freshness.takes(after: .seconds(2)),
            freshness.takes(after: .seconds(3)), freshness.readerIsFresh(),
            freshness.caughtUp(), freshness.caughtUp(),
        ]
        #expect(changes == [.fresh, nil, nil, .stale(.seconds(2)), nil, nil, .fresh, nil])
    }

    @Test func `a loop is out of date while nothing is heard of the reader`() {
        var freshness = FeedFreshness(patience: .seconds(1))
        let changes = [
            freshness.readerIsSilent(for: .seconds(2)), freshness.readerIsFresh(),
            freshness.readerIsSilent(for: .milliseconds(999)),
            freshness.readerIsSilent(for: .seconds(1)), freshness.readerIsSilent(for: .seconds(2)),
            freshness.takes(after: .seconds(2)), freshness.readerIsSilent(for: .zero),
            freshness.caughtUp(), freshness.readerIsSilent(for: .zero),
        ]
        #expect(changes == [nil, nil, .fresh, .stale(.seconds(1)), nil, nil, nil, .fresh, nil])
    }

    @Test func `the reader counts as heard of once the loop has taken what it found`() {
        var feed = feed()
        #expect(feed.heardAt == start)
        feed.hear(at: start + .seconds(1))
        #expect(feed.heardAt == start + .seconds(1))
        _ = feed.add(batch([.fresh], after: .seconds(7)))
        feed.hear(at: start + .seconds(8))
        #expect(feed.heardAt == nil)
        _ = feed.take()
        #expect(feed.heardAt == start + .seconds(8))
    }

    @Test func `a loop that has caught up is no fresher than the reader`() {
        var freshness = FeedFreshness(patience: .seconds(1))
        let changes = [
            freshness.takes(after: .seconds(2)), freshness.caughtUp(), freshness.readerIsFresh(),
            freshness.takes(after: .seconds(2)), freshness.readerIsStale(for: .seconds(5)),
            freshness.caughtUp(),
        ]
        #expect(changes == [nil, nil, .fresh, .stale(.seconds(2)), .stale(.seconds(5)), nil])
    }
}
