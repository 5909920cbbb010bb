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
        #expect(sequencer.next(after: .leaseGranted(grant), now: .zero) == .step(limit: 2_000))
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
            action == .writeWatermark(Watermark(epoch: epoch, head: 12, beat: 1 << 32 + 1)))
        #expect(sequencer.next(after: .watermarkWritten, now: .zero) == .wait(.milliseconds(50)))
        #expect(sequencer.next(after: .woken, now: .zero) == .step(limit: 2_000))
    }

    @Test func `an idle holder says that it lives, but not at every step`() {
        var (sequencer, _) = holder(head: 0, log: nil)
        let first = sequencer.next(after: stepped(0), now: .zero)
        #expect(first == .writeWatermark(Watermark(epoch: epoch, head: 0, beat: 1 << 32 + 1)))
        _ = sequencer.next(after: .watermarkWritten, now: .zero)
        #expect(
            sequencer.next(after: stepped(0), now: .milliseconds(100)) == .wait(.milliseconds(50)))
        let second = sequencer.next(after: stepped(0), now: .milliseconds(400))
        #expect(second == .writeWatermark(Watermark(epoch: epoch, head: 0, beat: 1 << 32 + 2)))
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
        #expect(action == .publish(epoch, after: 150_000, limit: 1_000))
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
}
