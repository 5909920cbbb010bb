import Events
import Testing

/// Conversations with the rules of the log reader.
struct LogReaderTests {
    let epoch = Epoch(generation: 1, id: "abc")

    private func entry(_ seq: Int64) -> LogEntry {
        LogEntry(
            seq: seq, identity: "s \(seq)", type: "seat:locked", subject: "seat/\(seq)", topics: [],
            payload: [])
    }

    private func entries(_ range: ClosedRange<Int64>) -> [LogEntry] { range.map(entry) }

    private func page(_ range: ClosedRange<Int64>?, head: Int64, floor: Int64 = 0)
        -> LogReader.Input
    {
        let entries = range.map(entries) ?? []
        return .history(
            HistoryPage(
                head: HistoryHead(epoch: epoch, head: head, floor: floor), entries: entries,
                through: entries.last?.seq ?? head))
    }

    /// An empty page of another history.
    private func page(of other: Epoch, head: Int64) -> LogReader.Input {
        .history(
            HistoryPage(
                head: HistoryHead(epoch: other, head: head, floor: 0), entries: [], through: head))
    }

    private func watermark(_ head: Int64, beat: Int64) -> LogReader.Input {
        .watermark(Watermark(epoch: epoch, head: head, beat: beat))
    }

    /// A reader at `head` that saw two beats of the sequencer, the second one at 0.5 s.
    private func fresh(at head: Int64) -> LogReader {
        var reader = LogReader()
        #expect(reader.next(after: .started, now: .zero).action == .locate)
        let located = HistoryHead(epoch: epoch, head: head, floor: 0)
        let first = reader.next(after: .located(located), now: .zero)
        #expect(first.action == .readWatermark)
        #expect(
            first.notices == [
                .restarted(at: Cursor(epoch: epoch, seq: head), floor: 0, reason: "started")
            ])
        _ = reader.next(after: watermark(head, beat: 1), now: .zero)
        let asked = reader.next(after: .tailed([]), now: .milliseconds(500))
        #expect(asked.action == .readWatermark)
        let second = reader.next(after: watermark(head, beat: 2), now: .milliseconds(500))
        #expect(second.notices == [.fresh])
        #expect(second.action == .tail(epoch, after: head, limit: 1_000, wait: .milliseconds(500)))
        return reader
    }

    @Test func `delivers what the log brings`() {
        var reader = fresh(at: 10)
        let reaction = reader.next(after: .tailed(entries(11...13)), now: .milliseconds(600))
        #expect(reaction.notices == [.entries(entries(11...13))])
        #expect(reaction.action == .tail(epoch, after: 13, limit: 1_000, wait: .milliseconds(500)))
        #expect(reader.delivered == Cursor(epoch: epoch, seq: 13))
    }

    @Test func `rests after many entries, so that more come at once, and after few not at all`() {
        var reader = fresh(at: 10)
        let few = reader.next(after: .tailed(entries(11...29)), now: .milliseconds(600))
        #expect(few.action == .tail(epoch, after: 29, limit: 1_000, wait: .milliseconds(500)))
        let more = reader.next(after: .tailed(entries(30...54)), now: .milliseconds(600))
        #expect(more.notices == [.entries(entries(30...54))])
        #expect(more.action == .wait(.milliseconds(5)))
        let woken = reader.next(after: .woken, now: .milliseconds(605))
        #expect(woken.action == .tail(epoch, after: 54, limit: 1_000, wait: .milliseconds(500)))
        let many = reader.next(after: .tailed(entries(55...1_053)), now: .milliseconds(610))
        #expect(many.action == .wait(.milliseconds(20)))
    }

    @Test func `does not rest while the log has more, or lacks something`() {
        var reader = fresh(at: 10)
        let full = reader.next(after: .tailed(entries(11...1_010)), now: .milliseconds(600))
        #expect(full.action == .tail(epoch, after: 1_010, limit: 1_000, wait: .milliseconds(500)))
        let hole = reader.next(after: .tailed(entries(1_012...1_100)), now: .milliseconds(600))
        #expect(hole.action == .readHistory(after: 1_010, limit: 1_000))
    }

    @Test func `delivers nothing twice`() {
        var reader = fresh(at: 10)
        _ = reader.next(after: .tailed(entries(11...13)), now: .milliseconds(600))
        let again = reader.next(after: .tailed(entries(9...14)), now: .milliseconds(600))
        #expect(again.notices == [.entries(entries(14...14))])
    }

    @Test func `fills a hole from the history before anything later`() {
        var reader = fresh(at: 10)
        let hole = reader.next(after: .tailed(entries(13...15)), now: .milliseconds(600))
        #expect(hole.notices.isEmpty)
        #expect(hole.action == .readHistory(after: 10, limit: 1_000))
        let refill = reader.next(after: page(11...15, head: 15), now: .milliseconds(600))
        #expect(refill.notices == [.entries(entries(11...15))])
        #expect(refill.action == .tail(epoch, after: 15, limit: 1_000, wait: .milliseconds(500)))
    }

    @Test func `a hole in the middle of a batch delivers what stands before it`() {
        var reader = fresh(at: 10)
        let batch = [entry(11), entry(13)]
        let reaction = reader.next(after: .tailed(batch), now: .milliseconds(600))
        #expect(reaction.notices == [.entries([entry(11)])])
        #expect(reaction.action == .readHistory(after: 11, limit: 1_000))
    }

    @Test func `a hole beyond the limit starts the subscribers again`() {
        var reader = fresh(at: 10)
        _ = reader.next(after: .tailed([entry(50_000)]), now: .milliseconds(600))
        let reaction = reader.next(after: page(11...1_010, head: 50_000), now: .milliseconds(600))
        #expect(
            reaction.notices == [
                .restarted(
                    at: Cursor(epoch: epoch, seq: 50_000), floor: 0,
                    reason: "too far behind the history")
            ])
    }

    @Test func `a log that has what the history lacks is no reason to spin`() {
        var reader = fresh(at: 10)
        _ = reader.next(after: .tailed([entry(12)]), now: .milliseconds(600))
        let reaction = reader.next(after: page(nil, head: 10), now: .milliseconds(600))
        #expect(reaction.notices.isEmpty)
        #expect(reaction.action == .wait(.milliseconds(50)))
    }

    @Test func `a silent sequencer makes the node stale, and the history is followed`() {
        var reader = fresh(at: 10)
        #expect(reader.next(after: .tailed([]), now: .seconds(2)).notices.isEmpty)
        _ = reader.next(after: watermark(10, beat: 2), now: .seconds(2))
        let silent = reader.next(after: .tailed([]), now: .milliseconds(3_500))
        #expect(
            silent.notices == [
                .stale(reason: "no sign of the sequencer", lasting: .milliseconds(3_500))
            ])
        #expect(silent.action == .readWatermark)
        #expect(reader.next(after: .logFailed, now: .milliseconds(3_500)).action == .reconnectLog)
        let woken = reader.next(after: .woken, now: .milliseconds(3_500))
        #expect(woken.action == .readHistory(after: 10, limit: 1_000))
        let found = reader.next(after: page(11...12, head: 12), now: .milliseconds(3_550))
        #expect(found.notices == [.entries(entries(11...12))])
        let end = reader.next(after: page(nil, head: 12), now: .milliseconds(3_550))
        #expect(end.action == .wait(.milliseconds(50)))
        #expect(reader.next(after: .woken, now: .milliseconds(3_750)).action == .readWatermark)
        let back = reader.next(after: watermark(12, beat: 9), now: .milliseconds(3_760))
        #expect(back.notices == [.fresh])
        #expect(back.action == .tail(epoch, after: 12, limit: 1_000, wait: .milliseconds(500)))
    }

    @Test func `an old watermark that never changes is no sign of life`() {
        var reader = LogReader()
        _ = reader.next(after: .started, now: .zero)
        _ = reader.next(
            after: .located(HistoryHead(epoch: epoch, head: 10, floor: 0)), now: .zero)
        for step in 0..<12 {
            let now = Duration.milliseconds(step * 250)
            #expect(reader.next(after: watermark(10, beat: 7), now: now).notices.isEmpty)
        }
        let late = reader.next(after: watermark(10, beat: 7), now: .seconds(3))
        #expect(
            late.notices == [.stale(reason: "no sign of the sequencer yet", lasting: .zero)])
    }

    @Test func `behind the watermark for a second, the node is stale and reads the history`() {
        var reader = fresh(at: 10)
        _ = reader.next(after: watermark(20, beat: 3), now: .milliseconds(1_500))
        let late = reader.next(after: .tailed([]), now: .milliseconds(2_500))
        #expect(late.notices == [.stale(reason: "behind by 10 events", lasting: .seconds(1))])
        #expect(late.action == .readHistory(after: 10, limit: 1_000))
        let caughtUp = reader.next(after: page(11...20, head: 20), now: .milliseconds(2_510))
        #expect(caughtUp.notices == [.entries(entries(11...20)), .fresh])
    }

    @Test func `a new epoch starts the node again, an old one is ignored`() {
        var reader = fresh(at: 10)
        let next = Epoch(generation: 2, id: "xyz")
        let seen = reader.next(
            after: .watermark(Watermark(epoch: next, head: 4, beat: 1)), now: .seconds(1))
        #expect(seen.action == .readHistory(after: 10, limit: 1_000))
        let located = reader.next(after: page(of: next, head: 4), now: .seconds(1))
        #expect(
            located.notices.first
                == .restarted(
                    at: Cursor(epoch: next, seq: 4), floor: 0, reason: "the history changed"))
        let old = reader.next(after: watermark(99, beat: 8), now: .seconds(1))
        #expect(old.notices.allSatisfy { if case .restarted = $0 { false } else { true } })
        #expect(reader.delivered == Cursor(epoch: next, seq: 4))
    }

    /// Found by the simulator: each watermark of an epoch that a restore has undone restarted the
    /// node, a thousand times a second.
    @Test func `a new epoch that the history does not know restarts nothing`() {
        var reader = fresh(at: 10)
        let undone = Watermark(epoch: Epoch(generation: 2, id: "xyz"), head: 4, beat: 1)
        let seen = reader.next(after: .watermark(undone), now: .seconds(1))
        #expect(seen.action == .readHistory(after: 10, limit: 1_000))
        let asked = reader.next(after: page(nil, head: 10), now: .seconds(1))
        #expect(asked.notices.isEmpty)
        #expect(asked.action == .renewHistory)
        let next = reader.next(after: .woken, now: .milliseconds(1_050))
        #expect(next.action == .tail(epoch, after: 10, limit: 1_000, wait: .milliseconds(500)))
    }

    /// Found by the simulator.
    @Test func `a node that hears of the sequencer again is fresh once it has caught up`() {
        var reader = fresh(at: 10)
        _ = reader.next(after: .logFailed, now: .seconds(5))
        #expect(reader.staleReason == "no sign of the sequencer")
        #expect(reader.next(after: .woken, now: .seconds(6)).action == .readWatermark)
        _ = reader.next(after: watermark(20, beat: 3), now: .seconds(6))
        let asked = reader.next(after: .woken, now: .milliseconds(6_250))
        #expect(asked.action == .readWatermark)
        let heard = reader.next(after: watermark(20, beat: 4), now: .milliseconds(6_250))
        #expect(heard.notices.isEmpty)
        #expect(reader.staleReason == "behind by 10 events")
        let caughtUp = reader.next(after: .tailed(entries(11...20)), now: .milliseconds(6_250))
        #expect(caughtUp.notices.last == .fresh)
    }

    /// Found by the simulator: a node that was frozen took an old watermark for a new one.
    @Test func `a sign of life may be as old as the question before`() {
        var reader = fresh(at: 10)
        #expect(reader.next(after: .tailed([]), now: .seconds(1)).action == .readWatermark)
        let late = reader.next(after: watermark(10, beat: 3), now: .seconds(4))
        let silence = Duration.milliseconds(3_500)
        #expect(late.notices == [.stale(reason: "no sign of the sequencer", lasting: silence)])
    }

    /// Found by the simulator.
    @Test func `the watermark of a log that was rolled back is no sign of life`() {
        var reader = fresh(at: 10)
        for (second, beat) in [(1, Int64(3)), (2, 1), (3, 1)] {
            let asked = reader.next(after: .tailed([]), now: .seconds(second))
            #expect(asked.action == .readWatermark)
            _ = reader.next(after: watermark(10, beat: beat), now: .seconds(second))
        }
        let silent = reader.next(after: .tailed([]), now: .milliseconds(3_500))
        #expect(silent.notices.contains { if case .stale = $0 { true } else { false } })
    }

    /// Found by the simulator: of two copies that were put back one after the other the second had a
    /// watermark that the node had not read before its holder died.
    @Test(arguments: [true, false])
    func `a watermark that came back with the log is no sign of life`(isLost: Bool) {
        var reader = fresh(at: 10)
        if isLost { _ = reader.next(after: .logFailed, now: .seconds(1)) }
        for (time, beat) in [(Duration.milliseconds(1_500), Int64(1)), (.milliseconds(3_000), 3)] {
            _ = reader.next(after: .woken, now: time)
            _ = reader.next(after: watermark(10, beat: beat), now: time)
            if isLost { _ = reader.next(after: .logFailed, now: time) }
        }
        _ = reader.next(after: .woken, now: .milliseconds(3_600))
        #expect(reader.staleReason == "no sign of the sequencer")
        // Its holder is alive after all.
        for (time, beat) in [(Duration.milliseconds(3_900), Int64(4)), (.milliseconds(4_200), 5)] {
            _ = reader.next(after: .woken, now: time)
            _ = reader.next(after: watermark(10, beat: beat), now: time)
        }
        #expect(reader.staleReason == nil)
    }

    @Test func `what was written before the connection was lost is a sign of that time`() {
        var reader = fresh(at: 10)
        #expect(reader.next(after: .tailed([]), now: .seconds(1)).action == .readWatermark)
        _ = reader.next(after: watermark(10, beat: 2), now: .seconds(1))
        _ = reader.next(after: .logFailed, now: .milliseconds(1_100))
        _ = reader.next(after: .woken, now: .milliseconds(3_400))
        // Not read before, so it was written after what was read at 1 s.
        _ = reader.next(after: watermark(10, beat: 3), now: .milliseconds(3_400))
        _ = reader.next(after: .woken, now: .milliseconds(3_900))
        #expect(reader.staleReason == nil)
        _ = reader.next(after: .woken, now: .milliseconds(4_000))
        #expect(reader.staleReason == "no sign of the sequencer")
    }

    @Test func `a late watermark of an earlier holder does not hide how far the node is behind`() {
        var reader = fresh(at: 10)
        _ = reader.next(after: watermark(20, beat: 9), now: .milliseconds(1_000))
        _ = reader.next(after: watermark(10, beat: 5), now: .milliseconds(1_500))
        #expect(reader.lag == 10)
        _ = reader.next(after: watermark(15, beat: 6), now: .milliseconds(2_000))
        #expect(reader.lag == 5)
    }

    @Test func `a history that went back is begun again, and what was delivered is remembered`() {
        var reader = fresh(at: 10)
        _ = reader.next(after: .tailed([entry(11), entry(12)]), now: .seconds(1))
        let back = reader.next(after: page(nil, head: 4), now: .seconds(2))
        #expect(
            back.notices.first
                == .restarted(
                    at: Cursor(epoch: epoch, seq: 4), floor: 0, reason: "the history went back"))
        _ = reader.next(after: .tailed([entry(5)]), now: .seconds(2))
        #expect(
            reader.deliveredEnd
                == DeliveredEnd(epoch: epoch, seq: 12, identity: entry(12).identity))
    }

    /// Found by the simulator: after a restore from before an epoch, nodes that had seen it stayed
    /// stale for ever.
    @Test func `an older epoch is believed once nothing else was heard for 10 s`() {
        var reader = fresh(at: 10)
        let older = Epoch(generation: 0, id: "old")
        let first = reader.next(after: page(of: older, head: 4), now: .seconds(1))
        let replaced = "the database was replaced by one of a newer history"
        #expect(first.notices == [.stale(reason: replaced, lasting: .seconds(1))])
        #expect(first.action == .renewHistory)
        // A word of the present epoch: the other one comes from a server that was left behind.
        _ = reader.next(after: page(nil, head: 10), now: .seconds(2))
        _ = reader.next(after: page(of: older, head: 4), now: .seconds(3))
        _ = reader.next(after: page(of: older, head: 4), now: .seconds(12))
        #expect(reader.delivered == Cursor(epoch: epoch, seq: 10))
        let late = reader.next(after: page(of: older, head: 5), now: .seconds(13))
        #expect(
            late.notices.first
                == .restarted(
                    at: Cursor(epoch: older, seq: 5), floor: 0, reason: "the history changed"))
    }

    @Test func `an older epoch is not believed while the newer one lives`() {
        var reader = fresh(at: 10)
        let older = Epoch(generation: 0, id: "old")
        for second in 1...30 {
            #expect(reader.next(after: .woken, now: .seconds(second)).action == .readWatermark)
            _ = reader.next(
                after: watermark(10, beat: 2 + Int64(second)), now: .seconds(second))
            let asked = reader.next(after: page(of: older, head: 4), now: .seconds(second))
            #expect(!asked.notices.contains { $0.isRestart })
        }
        #expect(reader.isSuperseded(at: .seconds(30)))
        #expect(reader.staleReason == "the database was replaced by one of a newer history")
        let last = reader.next(after: page(of: older, head: 4), now: .seconds(41))
        #expect(last.notices.contains { $0.isRestart })
        #expect(!reader.isSuperseded(at: .seconds(41)))
    }

    @Test func `a node on a database that was left behind knows it once it has heard of two beats`()
    {
        var reader = fresh(at: 10)
        let next = Epoch(generation: 2, id: "xyz")
        for (beat, isSuperseded) in [(1, false), (2, true)] {
            let now = Duration.milliseconds(1_000 * beat)
            let heard = Watermark(epoch: next, head: 4, beat: Int64(beat))
            _ = reader.next(after: .watermark(heard), now: now)
            _ = reader.next(after: page(nil, head: 10), now: now)
            #expect(reader.isSuperseded(at: now) == isSuperseded)
        }
        _ = reader.next(after: page(of: next, head: 4), now: .seconds(3))
        #expect(!reader.isSuperseded(at: .seconds(3)))
    }

    @Test func `silence is noticed at its time, though nothing comes`() {
        var reader = fresh(at: 10)
        // Heard at 0 s, so the silence has lasted too long at 3 s.
        _ = reader.next(after: watermark(10, beat: 2), now: .milliseconds(2_800))
        let waiting = reader.next(after: .tailed([]), now: .milliseconds(2_800))
        #expect(waiting.action == .tail(epoch, after: 10, limit: 1_000, wait: .milliseconds(200)))
        let silent = reader.next(after: .tailed([]), now: .seconds(3))
        #expect(
            silent.notices == [
                .stale(reason: "no sign of the sequencer", lasting: .seconds(3))
            ])
    }

    @Test func `a database that lags behind the log's history is left, once in a while`() {
        var reader = fresh(at: 10)
        let next = Epoch(generation: 2, id: "xyz")
        let higher = LogReader.Input.watermark(Watermark(epoch: next, head: 4, beat: 1))
        let ask = LogReader.Action.readHistory(after: 10, limit: 1_000)
        for (second, action) in [(1, LogReader.Action.renewHistory), (2, .wait(.milliseconds(50)))]
        {
            #expect(reader.next(after: higher, now: .seconds(second)).action == ask)
            let asked = reader.next(after: page(nil, head: 10), now: .seconds(second))
            #expect(asked.action == action)
            #expect(asked.notices.allSatisfy { if case .restarted = $0 { false } else { true } })
            #expect(reader.delivered == Cursor(epoch: epoch, seq: 10))
        }
        _ = reader.next(after: higher, now: .seconds(12))
        let later = reader.next(after: page(nil, head: 10), now: .seconds(12))
        #expect(later.action == .renewHistory)
    }

    @Test func `the new primary is followed once it is found`() {
        var reader = fresh(at: 10)
        let next = Epoch(generation: 2, id: "xyz")
        let higher = LogReader.Input.watermark(Watermark(epoch: next, head: 4, beat: 1))
        _ = reader.next(after: higher, now: .seconds(1))
        #expect(reader.next(after: page(nil, head: 10), now: .seconds(1)).action == .renewHistory)
        _ = reader.next(after: higher, now: .seconds(2))
        let found = reader.next(after: page(of: next, head: 4), now: .seconds(2))
        #expect(
            found.notices.first
                == .restarted(
                    at: Cursor(epoch: next, seq: 4), floor: 0, reason: "the history changed"))
        // A connection that still leads to the old one is dropped.
        #expect(reader.next(after: page(nil, head: 10), now: .seconds(20)).action == .renewHistory)
        #expect(reader.delivered == Cursor(epoch: next, seq: 4))
    }

    @Test func `whether an input would begin it again can be asked before, and changes nothing`() {
        let now = Duration.milliseconds(600)
        let head = HistoryHead(epoch: epoch, head: 7, floor: 0)
        #expect(LogReader().wouldRestart(after: .located(head), now: .zero))
        let reader = fresh(at: 10)
        let other = page(of: Epoch(generation: 2, id: "def"), head: 3)
        #expect(reader.wouldRestart(after: other, now: now))
        #expect(!reader.wouldRestart(after: page(11...13, head: 13), now: now))
        #expect(!reader.wouldRestart(after: .tailed(entries(11...13)), now: now))
        #expect(reader.delivered == Cursor(epoch: epoch, seq: 10))
    }

    @Test func `without an answer of the history the reader waits and asks again`() {
        var reader = LogReader()
        _ = reader.next(after: .started, now: .zero)
        #expect(
            reader.next(after: .historyFailed, now: .zero).action == .wait(.milliseconds(200)))
        #expect(reader.next(after: .woken, now: .milliseconds(200)).action == .locate)
    }
}

extension LogReader.Notice {
    fileprivate var isRestart: Bool { if case .restarted = self { true } else { false } }
}
