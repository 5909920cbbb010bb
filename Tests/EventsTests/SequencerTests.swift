import Events
import Testing

/// Conversations with the rules of the sequencer: what happened, and what it wants done.
struct SequencerTests {
    let epoch = Epoch(generation: 1, id: "abc")

    private func holder(
        head: Int64, log: LogEnd?, recorded: String? = nil
    ) -> (Sequencer, Sequencer.Action) {
        var sequencer = Sequencer()
        #expect(sequencer.next(after: .started, now: .zero) == .acquireLease)
        let grant = LeaseGrant(epoch: epoch, head: head, term: 1)
        #expect(sequencer.next(after: .leaseGranted(grant), now: .zero) == .inspectMemory(epoch))
        let remembered = sequencer.next(after: .remembered(nil, recorded: nil), now: .zero)
        #expect(remembered == .step(limit: 2_000))
        #expect(sequencer.next(after: stepped(head), now: .zero) == .inspectLog(epoch))
        let action = sequencer.next(after: .inspected(end: log, recorded: recorded), now: .zero)
        return (sequencer, action)
    }

    private func stepped(_ head: Int64, drained: Bool = true) -> Sequencer.Input {
        .stepped(SequencingStep(epoch: epoch, head: head, isDrained: drained))
    }

    @Test func `publishes what the log lacks, then writes the watermark`() {
        var (sequencer, action) = holder(
            head: 10, log: LogEnd(seq: 7, identity: "s 7"), recorded: "s 7")
        #expect(action == .step(limit: 2_000))
        action = sequencer.next(after: stepped(12), now: .zero)
        #expect(action == .publish(epoch, after: 7, limit: 1_000))
        action = sequencer.next(after: .published(through: 12), now: .zero)
        #expect(
            action
                == .writeWatermark(Watermark(epoch: epoch, head: 12, beat: 1 << 32 + 1), over: nil))
        #expect(sequencer.next(after: .watermarkWritten, now: .zero) == .wait(.milliseconds(50)))
        #expect(sequencer.next(after: .woken, now: .zero) == .step(limit: 2_000))
    }

    /// An image of the machine that PostgreSQL and Redis are on was restored beneath a node.
    @Test(arguments: [
        (DeliveredEnd?.none, String?.none, String?.none),
        (DeliveredEnd(epoch: Epoch(generation: 1, id: "abc"), seq: 9, identity: "s 9"), "s 9", nil),
        (DeliveredEnd(epoch: Epoch(generation: 1, id: "abc"), seq: 9, identity: nil), "t 9", nil),
        // The partition is gone.
        (DeliveredEnd(epoch: Epoch(generation: 1, id: "abc"), seq: 9, identity: "s 9"), nil, nil),
        (DeliveredEnd(epoch: Epoch(generation: 0, id: "xyz"), seq: 99, identity: "s 99"), nil, nil),
        (
            DeliveredEnd(epoch: Epoch(generation: 1, id: "abc"), seq: 11, identity: "s 11"), nil,
            "11 was delivered, after the history's 10"
        ),
        (
            DeliveredEnd(epoch: Epoch(generation: 1, id: "abc"), seq: 9, identity: "s 9"), "t 9",
            "another event was delivered at 9"
        ),
    ])
    func `a history without what was delivered is followed by a new one`(
        delivered: DeliveredEnd?, recorded: String?, reason: String?
    ) {
        var sequencer = Sequencer()
        _ = sequencer.next(after: .started, now: .zero)
        let grant = LeaseGrant(epoch: epoch, head: 10, term: 1)
        _ = sequencer.next(after: .leaseGranted(grant), now: .zero)
        let action = sequencer.next(
            after: .remembered(delivered, recorded: recorded), now: .zero)
        #expect(
            action
                == reason.map { .beginEpoch(after: epoch, reason: $0) } ?? .step(limit: 2_000))
    }

    @Test func `an idle holder says that it lives, but not at every step`() {
        var (sequencer, _) = holder(head: 0, log: nil)
        let first = sequencer.next(after: stepped(0), now: .zero)
        #expect(
            first == .writeWatermark(Watermark(epoch: epoch, head: 0, beat: 1 << 32 + 1), over: nil)
        )
        _ = sequencer.next(after: .watermarkWritten, now: .zero)
        #expect(
            sequencer.next(after: stepped(0), now: .milliseconds(100)) == .wait(.milliseconds(50)))
        let second = sequencer.next(after: stepped(0), now: .milliseconds(400))
        #expect(
            second
                == .writeWatermark(Watermark(epoch: epoch, head: 0, beat: 1 << 32 + 2), over: nil))
    }

    @Test func `rests as long as its step took, and no longer than its limit`() {
        for (step, rest) in [(4, 4), (600, 10)] {
            var (sequencer, _) = holder(head: 0, log: nil)
            _ = sequencer.next(after: stepped(1), now: .milliseconds(step))
            _ = sequencer.next(after: .published(through: 1), now: .milliseconds(step + 7))
            #expect(
                sequencer.next(after: .watermarkWritten, now: .milliseconds(step + 8))
                    == .rest(.milliseconds(rest)))
            #expect(
                sequencer.next(after: .rested, now: .milliseconds(step + 8 + rest))
                    == .wait(.milliseconds(50)))
        }
    }

    @Test func `a step that left rows is no ground for a watermark`() {
        var (sequencer, _) = holder(head: 0, log: nil)
        #expect(
            sequencer.next(after: stepped(5, drained: false), now: .zero)
                == .publish(epoch, after: 0, limit: 1_000))
        #expect(
            sequencer.next(after: .published(through: 5), now: .zero) == .step(limit: 2_000))
    }

    @Test func `an empty log gets the window again, not everything`() {
        var (sequencer, action) = holder(head: 250_000, log: nil)
        action = sequencer.next(after: stepped(250_000), now: .zero)
        #expect(action == .publish(epoch, after: 240_000, limit: 1_000))
    }

    @Test(arguments: [
        (LogEnd(seq: 11, identity: "s 11"), String?.none),
        (LogEnd(seq: 9, identity: "s 9"), "s other"),
        (LogEnd(seq: 9, identity: "s 9"), nil),
    ])
    func `a log of another history begins a new epoch`(end: LogEnd, recorded: String?) {
        let (_, action) = holder(head: 10, log: end, recorded: recorded)
        guard case .beginEpoch(after: epoch, reason: _) = action else {
            Issue.record("expected a new epoch, not \(action)")
            return
        }
    }

    @Test func `goes on sequencing while the log is away, and inspects it when it is back`() {
        var (sequencer, _) = holder(head: 0, log: nil)
        _ = sequencer.next(after: stepped(3), now: .zero)
        #expect(
            sequencer.next(after: .logFailed(.unavailable), now: .zero) == .step(limit: 2_000))
        #expect(
            sequencer.next(after: stepped(4), now: .milliseconds(10)) == .wait(.milliseconds(40)))
        #expect(sequencer.next(after: .woken, now: .milliseconds(50)) == .step(limit: 2_000))
        #expect(sequencer.next(after: stepped(5), now: .milliseconds(50)) == .inspectLog(epoch))
    }

    @Test func `a refused id is inspected at once`() {
        var (sequencer, _) = holder(head: 0, log: nil)
        _ = sequencer.next(after: stepped(3), now: .zero)
        #expect(
            sequencer.next(after: .logFailed(.notAboveEnd), now: .zero) == .step(limit: 2_000))
        #expect(sequencer.next(after: stepped(3), now: .zero) == .inspectLog(epoch))
        // Which did not help: an entry that was taken out, or somebody who writes as well.
        _ = sequencer.next(after: .inspected(end: nil, recorded: nil), now: .zero)
        _ = sequencer.next(after: .logFailed(.notAboveEnd), now: .zero)
        #expect(sequencer.next(after: stepped(3), now: .zero) == .wait(.milliseconds(50)))
    }

    /// Found by the simulator: a holder that was frozen told the world that it lives.
    @Test func `a watermark speaks of no step that is older than the lease`() {
        var (sequencer, _) = holder(head: 0, log: nil)
        #expect(sequencer.next(after: stepped(0), now: .seconds(2)) == .step(limit: 2_000))
        let action = sequencer.next(after: stepped(0), now: .milliseconds(2_100))
        let watermark = Watermark(epoch: epoch, head: 0, beat: 1 << 32 + 1)
        #expect(action == .writeWatermark(watermark, over: nil))
    }

    @Test func `an end whose entry was taken out is the end`() {
        let (sequencer, action) = holder(
            head: 10, log: LogEnd(seq: 9, identity: nil), recorded: "s 9")
        #expect(action == .step(limit: 2_000))
        #expect(sequencer.unpublished == 1)
    }

    @Test func `whoever loses the lease asks for it again`() {
        var (sequencer, _) = holder(head: 0, log: nil)
        #expect(sequencer.next(after: .leaseLost, now: .zero) == .wait(.milliseconds(500)))
        #expect(!sequencer.isHolder)
        #expect(sequencer.next(after: .woken, now: .zero) == .acquireLease)
    }

    @Test func `a new epoch of the database is published from its own log`() {
        var (sequencer, _) = holder(head: 5, log: nil)
        let next = Epoch(generation: 2, id: "xyz")
        let step = SequencingStep(epoch: next, head: 5, isDrained: true)
        #expect(sequencer.next(after: .stepped(step), now: .zero) == .inspectLog(next))
    }

    private func newer(beat: Int64) -> Watermark {
        Watermark(epoch: Epoch(generation: 2, id: "xyz"), head: 3, beat: beat)
    }

    /// A holder that writes its watermark, after the log refused it so many times, a second apart.
    private func refused(_ beats: [Int64], last: Duration) -> (Sequencer, Sequencer.Action) {
        var (sequencer, _) = holder(head: 0, log: nil)
        var action = sequencer.next(after: stepped(0), now: .zero)
        for (second, beat) in beats.enumerated() {
            let failure = Sequencer.Input.logFailed(.superseded(by: newer(beat: beat)))
            _ = sequencer.next(after: failure, now: .seconds(second))
            #expect(!sequencer.isHolder)
        }
        _ = sequencer.next(after: .woken, now: last)
        let grant = LeaseGrant(epoch: epoch, head: 0, term: 1)
        _ = sequencer.next(after: .leaseGranted(grant), now: last)
        _ = sequencer.next(after: .remembered(nil, recorded: nil), now: last)
        _ = sequencer.next(after: stepped(0), now: last)
        _ = sequencer.next(after: .inspected(end: nil, recorded: nil), now: last)
        action = sequencer.next(after: stepped(0), now: last)
        return (sequencer, action)
    }

    @Test func `a holder stands aside while the log follows a newer history`() {
        let own = Watermark(epoch: epoch, head: 0, beat: 1 << 32 + 1)
        let (sequencer, action) = refused([1, 2, 3], last: .seconds(4))
        #expect(sequencer.isSuperseded && !sequencer.isHolder && sequencer.epoch == nil)
        #expect(action == .writeWatermark(own, over: nil))
    }

    @Test(arguments: [([Int64(1), 2], 11), ([1, 1], 3)])
    func `a newer history that nobody writes any more is replaced`(
        beats: [Int64], seconds: Int
    ) {
        let own = Watermark(epoch: epoch, head: 0, beat: 1 << 32 + 1)
        let early = refused(beats, last: .seconds(seconds) - .milliseconds(1))
        #expect(early.1 == .writeWatermark(own, over: nil))
        var (sequencer, action) = refused(beats, last: .seconds(seconds))
        #expect(action == .writeWatermark(own, over: newer(beat: beats[1])))
        _ = sequencer.next(after: .watermarkWritten, now: .seconds(seconds))
        #expect(sequencer.isHolder && sequencer.epoch == epoch && !sequencer.isSuperseded)
    }

    @Test func `whoever stands aside makes its connections anew, once in a while`() {
        var (sequencer, _) = holder(head: 0, log: nil)
        let failure = Sequencer.Input.logFailed(.superseded(by: newer(beat: 1)))
        #expect(sequencer.next(after: failure, now: .zero) == .renewStore)
        #expect(sequencer.next(after: .woken, now: .zero) == .acquireLease)
        let again = sequencer.next(after: failure, now: .seconds(9))
        #expect(again == .wait(.milliseconds(500)))
        // Commits wake it, which is no reason to ask sooner.
        let woken = sequencer.next(after: .woken, now: .milliseconds(9_100))
        #expect(woken == .wait(.milliseconds(400)))
        #expect(sequencer.next(after: failure, now: .seconds(10)) == .renewStore)
        _ = sequencer.next(after: .woken, now: .seconds(10))
        // Behind the new connections another node holds the lease: it is the right database.
        _ = sequencer.next(after: .leaseHeldElsewhere, now: .seconds(10))
        #expect(!sequencer.isSuperseded)
    }

    @Test func `a holder that cannot reach the log lets others try, less and less often`() {
        var (sequencer, _) = holder(head: 0, log: nil)
        var now = Duration.zero
        var released: [Duration] = []
        var granted = Duration.zero
        while released.count < 4 {
            now += .milliseconds(50)
            var action = sequencer.next(after: .logFailed(.unavailable), now: now)
            if action == .releaseLease {
                released.append(now - granted)
                #expect(!sequencer.isHolder)
                #expect(sequencer.next(after: .leaseReleased, now: now) == .wait(.seconds(1)))
                now += .seconds(1)
                #expect(sequencer.next(after: .woken, now: now) == .acquireLease)
                let grant = LeaseGrant(epoch: epoch, head: 0, term: 1)
                _ = sequencer.next(after: .leaseGranted(grant), now: now)
                action = sequencer.next(after: .remembered(nil, recorded: nil), now: now)
                granted = now
            }
            #expect(action == .step(limit: 2_000))
        }
        let patience = released.map { $0 - .milliseconds(50) }
        #expect(patience == [.milliseconds(1_500), .seconds(6), .seconds(24), .seconds(60)])
    }

    @Test func `what comes in through the log is taken even while the log refuses writes`() {
        var (sequencer, _) = holder(head: 0, log: nil)
        _ = sequencer.next(after: stepped(0), now: .zero)
        _ = sequencer.next(after: .logFailed(.refused("OOM")), now: .zero)
        #expect(sequencer.epoch == epoch)
        let next = Epoch(generation: 9, id: "next")
        _ = sequencer.next(
            after: .stepped(SequencingStep(epoch: next, head: 0, isDrained: true)), now: .zero)
        #expect(sequencer.epoch == next)
        _ = sequencer.next(after: .leaseLost, now: .zero)
        #expect(sequencer.epoch == nil)
    }
}
