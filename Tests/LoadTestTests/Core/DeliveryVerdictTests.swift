import Testing

@testable import loadtest

@Suite struct `The verdict on deliveries` {
    private let history: [String: [Int64]] = ["a": [1, 2, 5, 9], "b": []]

    /// Clients that stood at `start` and got these.
    private func row(
        _ topic: String, from start: Int64?, _ seqs: [Int64], clients: Int = 1
    ) -> FleetAudit.Counted<FleetAudit.Row> {
        let sum = seqs.reduce(UInt64(0)) { $0 &+ TopicTrack.mixed($1) }
        let row = FleetAudit.Row(topic: topic, start: start, count: seqs.count, sum: sum)
        return .init(value: row, clients: clients)
    }

    private func verdict(
        _ rows: FleetAudit.Counted<FleetAudit.Row>...
    ) -> DeliveryVerdict {
        DeliveryVerdict(FleetAudit(rows: rows), history: history)
    }

    @Test func `is clean when everybody got what came after their start`() {
        #expect(
            verdict(
                row("a", from: 0, [1, 2, 5, 9]), row("a", from: 2, [5, 9], clients: 7),
                row("a", from: 3, [5, 9]), row("a", from: 9, []), row("a", from: 20, []),
                row("b", from: 4, [])
            ).isClean)
    }

    @Test func `what is missing is lost, for each client`() {
        var expected = DeliveryVerdict()
        expected.lost = 2 * 3 + 1
        #expect(verdict(row("a", from: 0, [1, 9], clients: 3), row("a", from: 5, [])) == expected)
    }

    @Test func `what the history lacks is foreign, for each client`() {
        var expected = DeliveryVerdict()
        expected.foreign = 2 * 2 + 3
        #expect(
            verdict(
                row("a", from: 2, [3, 4, 5, 9], clients: 2), row("b", from: 0, [1, 2]),
                row("nobody's", from: 0, [7])
            ) == expected)
    }

    @Test func `as many others are one lost and one foreign`() {
        var expected = DeliveryVerdict()
        expected.lost = 4
        expected.foreign = 4
        #expect(verdict(row("a", from: 0, [1, 2, 6, 9], clients: 4)) == expected)
    }

    @Test func `what was taken and is not in the history is unrecorded, though nobody got it`() {
        let audit = FleetAudit(rows: [row("a", from: 0, [1, 2, 5, 9])])
        let verdict = DeliveryVerdict(audit, history: history, taken: ["a": 6, "b": 0, "c": 3])
        var expected = DeliveryVerdict()
        expected.unrecorded = 5
        #expect(verdict == expected)
        #expect(!verdict.isClean)
        #expect(DeliveryVerdict(audit, history: history, taken: ["a": 4]).isClean)
        // An event whose publisher heard nothing may be there all the same.
        #expect(DeliveryVerdict(audit, history: history, taken: ["a": 3]).isClean)
    }

    @Test func `a subscription that never stood is counted as that`() {
        var expected = DeliveryVerdict()
        expected.neverStood = 5
        #expect(verdict(row("a", from: nil, [], clients: 5)) == expected)
        #expect(!expected.isClean)
    }

    @Test func `views are compared where the truth is known`() {
        let audit = FleetAudit(
            views: [
                .init(value: .init(topic: "a", digest: 1), clients: 10),
                .init(value: .init(topic: "a", digest: 2), clients: 2),
                .init(value: .init(topic: "a", digest: nil), clients: 3),
                .init(value: .init(topic: "unknown", digest: 9), clients: 4),
            ])
        let verdict = DeliveryVerdict(audit, history: [:], views: ["a": 1])
        #expect(verdict.wrongViews == 5)
        #expect(!verdict.isClean)
    }

    @Test func `verdicts on fleets add up`() {
        var sum = verdict(row("a", from: 0, [], clients: 2))
        sum.add(verdict(row("a", from: nil, []), row("b", from: 0, [1])))
        sum.add(DeliveryVerdict(FleetAudit(), history: [:], taken: ["a": 2]))
        #expect(sum.unrecorded == 2)
        #expect(sum.lost == 8)
        #expect(sum.neverStood == 1)
        #expect(sum.foreign == 1)
    }

    @Test func `audits of the parts of a fleet count the same rows together`() {
        var audit = FleetAudit(rows: [row("a", from: 1, [2]), row("a", from: 0, [])])
        audit.add(
            FleetAudit(epoch: "1.x", rows: [row("a", from: 1, [2], clients: 4)]))
        #expect(audit.epoch == "1.x")
        #expect(audit.rows.count == 2)
        #expect(audit.rows.contains(row("a", from: 1, [2], clients: 5)))
    }
}
