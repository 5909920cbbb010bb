import Events
import Histogram
import Testing

@testable import loadtest

@Suite struct `Delivery ledger` {
    private func ledger(_ received: [[Int64]], from start: Int64 = 10) -> DeliveryLedger {
        var ledger = DeliveryLedger(subscribers: received.count)
        for subscriber in received.indices {
            ledger.started(subscriber, at: start)
            for seq in received[subscriber] { ledger.received(seq, by: subscriber) }
        }
        return ledger
    }

    @Test func `finds nothing when everybody got everything in order`() {
        let ledger = ledger([[11, 13, 14], [11, 13, 14]])
        #expect(ledger.verdict(unseen: 0).isEmpty)
        #expect(ledger.frames == 6)
    }

    @Test func `finds what one subscriber lacks`() {
        let ledger = ledger([[11, 13, 14], [11, 14], []])
        #expect(ledger.verdict(unseen: 0).lost == 4)
    }

    @Test func `counts a booking that nobody saw as lost to everybody`() {
        #expect(ledger([[11], [11]]).verdict(unseen: 1).lost == 2)
    }

    @Test func `does not expect what came before a subscriber began`() {
        var ledger = DeliveryLedger(subscribers: 2)
        ledger.started(0, at: 10)
        ledger.received(11, by: 0)
        ledger.started(1, at: 11)
        ledger.received(12, by: 0)
        ledger.received(12, by: 1)
        #expect(ledger.verdict(unseen: 0).isEmpty)
    }

    @Test func `tells a double from an event that came too late`() {
        let faults = ledger([[11, 13, 13, 12]]).verdict(unseen: 0)
        #expect(faults.doubled == 1)
        #expect(faults.outOfOrder == 1)
    }

    @Test func `a subscription that stands again does not move the start`() {
        var ledger = ledger([[11, 12], [11, 12]])
        ledger.started(0, at: 12)
        #expect(ledger.verdict(unseen: 0).isEmpty)
        #expect(ledger.start(of: 0) == 10)
    }
}

@Suite struct `Latency book` {
    private let commit = Timestamp(microseconds: 1_000_000)

    @Test func `measures frames that come after the answer and before it`() {
        var book = LatencyBook()
        book.arrived("a", at: commit + .milliseconds(3))
        #expect(book.histogram.totalCount == 0)
        book.committed("a", at: commit)
        book.arrived("a", at: commit + .milliseconds(5))
        #expect(book.histogram.totalCount == 2)
        #expect((4_990...5_010).contains(book.histogram.max))
        #expect((2_995...3_005).contains(book.histogram.min))
    }

    @Test func `a frame before the hub's clock was read counts as no time at all`() {
        var book = LatencyBook()
        book.committed("a", at: commit)
        book.arrived("a", at: commit - .microseconds(40))
        #expect(book.early == 1)
        #expect(book.histogram.max == 0)
    }

    @Test func `keeps the first and the last frame of each booking`() {
        var book = LatencyBook()
        for milliseconds in [2, 9, 4] {
            book.arrived("a", at: commit + .milliseconds(milliseconds))
        }
        book.committed("a", at: commit)
        let ends = book.ends
        #expect((1_998...2_002).contains(ends.first.max))
        #expect((3_990...4_010).contains(ends.last.max))
    }

    @Test func `knows the bookings that nobody saw`() {
        var book = LatencyBook()
        book.committed("a", at: commit)
        book.arrived("b", at: commit)
        #expect(book.unseen == 1)
        book.arrived("a", at: commit)
        #expect(book.unseen == 0)
    }
}

@Suite struct `Fan-out report` {
    private func report(
        milliseconds: UInt64, failures: [String: Int] = [:],
        faults: DeliveryLedger.Faults = DeliveryLedger.Faults()
    ) -> FanoutReport {
        var times = FanoutReport.times()
        times.record(milliseconds * 1_000, count: 100)
        return FanoutReport(
            topic: "airline:FH", subscribers: 2, rate: 1, duration: 1, made: 1,
            failures: failures, events: 3, frames: 2, reconnects: 0, faults: faults, endings: [],
            early: 0, frameTimes: times, firstTimes: times, lastTimes: times, lockTimes: times,
            bookTimes: times)
    }

    @Test func `passes within its limits`() {
        #expect(report(milliseconds: 8).complaints(maxP50: 8.1, maxP99: 30).isEmpty)
        #expect(report(milliseconds: 900).complaints(maxP50: nil, maxP99: nil).isEmpty)
    }

    @Test func `fails when it was too slow`() {
        let complaints = report(milliseconds: 40).complaints(maxP50: 8, maxP99: 30)
        #expect(complaints.count == 2)
        #expect(complaints.first?.hasPrefix("p50 is 40.") == true)
    }

    @Test func `fails when an event went wrong or a booking failed`() {
        var faults = DeliveryLedger.Faults()
        faults.gaps = 1
        let failed = report(milliseconds: 1, failures: ["POST /bookings: 503": 4], faults: faults)
        #expect(
            failed.complaints(maxP50: nil, maxP99: nil) == [
                "4 times: POST /bookings: 503", "events were lost, doubled or out of order",
            ])
    }
}
