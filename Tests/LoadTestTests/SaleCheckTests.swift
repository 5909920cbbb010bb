import Net
import Testing

@testable import loadtest

@Suite struct `Check of sales` {
    private let seat = SeatPlace(flight: "f", designator: "1A")
    private var ledger = SaleLedger()

    private func time(_ seconds: UInt64) -> MonotonicTime {
        MonotonicTime(nanoseconds: seconds * 1_000_000_000)
    }

    private func state(_ status: String, _ payment: String) -> BookingState {
        BookingState(flight: "f", seats: ["1A"], status: status, paymentStatus: payment)
    }

    private func verdict(
        _ ledger: SaleLedger, _ bookings: [String: BookingState], seat: String, at second: UInt64
    ) -> SaleCheck.Verdict {
        SaleCheck(
            ledger: ledger, bookings: bookings, seats: [self.seat: seat], time: time(second)
        ).verdict()
    }

    /// A paid booking `id`, locked at `start` and given up at `end`.
    private func sell(
        _ id: String, in ledger: inout SaleLedger, from start: UInt64, to end: UInt64? = nil
    ) {
        let sale = ledger.locked(seat, at: time(start))
        ledger.booked(sale, as: id)
        ledger.paid(sale)
        if let end {
            ledger.ending(sale, at: time(end))
            ledger.ended(sale)
        }
    }

    private let paid = BookingState(
        flight: "f", seats: ["1A"], status: "confirmed", paymentStatus: "paid")

    @Test func `lets a seat be sold again after it was given up`() {
        var ledger = ledger
        sell("a", in: &ledger, from: 1, to: 5)
        sell("b", in: &ledger, from: 6)
        let bookings = ["a": state("cancelled", "refunded"), "b": paid]
        #expect(verdict(ledger, bookings, seat: "booked", at: 9) == SaleCheck.Verdict())
    }

    @Test func `sees a seat that was sold before it was given up`() {
        var ledger = ledger
        sell("a", in: &ledger, from: 1, to: 7)
        sell("b", in: &ledger, from: 6)
        let bookings = ["a": state("cancelled", "refunded"), "b": paid]
        let verdict = verdict(ledger, bookings, seat: "booked", at: 9)
        #expect(verdict.soldTwice == 1)
        #expect(verdict.examples.count == 1)
    }

    @Test func `counts each sale beyond the first`() {
        var ledger = ledger
        for (id, start) in [("c", 3), ("a", 1), ("b", 2)] as [(String, UInt64)] {
            sell(id, in: &ledger, from: start)
        }
        let bookings = ["a": paid, "b": paid, "c": paid]
        #expect(verdict(ledger, bookings, seat: "booked", at: 9).soldTwice == 2)
    }

    @Test func `tells locks that overlap from sales`() {
        var ledger = ledger
        sell("a", in: &ledger, from: 1)
        _ = ledger.locked(seat, at: time(2))
        let verdict = verdict(ledger, ["a": paid], seat: "booked", at: 9)
        #expect(verdict.lockedTwice == 1)
        #expect(verdict.soldTwice == 0)
    }

    @Test func `lets a lock lapse`() {
        var ledger = ledger
        _ = ledger.locked(seat, at: time(1))
        sell("a", in: &ledger, from: 602)
        #expect(verdict(ledger, ["a": paid], seat: "booked", at: 700) == SaleCheck.Verdict())
    }

    @Test(arguments: [
        ("confirmed", "paid", 0), ("pending", "unpaid", 1), ("cancelled", "refunded", 1),
        ("expired", "unpaid", 1), ("confirmed", "unpaid", 1),
    ])
    func `wants a paid booking to be paid`(status: String, payment: String, wrong: Int) {
        var ledger = ledger
        sell("a", in: &ledger, from: 1)
        let verdict = verdict(ledger, ["a": state(status, payment)], seat: "booked", at: 9)
        #expect(verdict.wrongState == wrong)
    }

    @Test func `wants a booking to be of its seat`() {
        var ledger = ledger
        sell("a", in: &ledger, from: 1)
        var other = paid
        other.seats = ["1B"]
        #expect(verdict(ledger, ["a": other], seat: "booked", at: 9).wrongState == 1)
    }

    @Test func `takes either state after a payment without an answer`() {
        var ledger = ledger
        let sale = ledger.locked(seat, at: time(1))
        ledger.booked(sale, as: "a")
        ledger.doubted(sale, .pay)
        for (held, seat) in [(state("pending", "unpaid"), "locked"), (paid, "booked")] {
            #expect(verdict(ledger, ["a": held], seat: seat, at: 9) == SaleCheck.Verdict())
        }
        #expect(verdict(ledger, [:], seat: "locked", at: 9).wrongState == 1)
    }

    @Test func `lets an unpaid booking lapse, though not before its time`() {
        var ledger = ledger
        let sale = ledger.locked(seat, at: time(1))
        ledger.booked(sale, as: "a")
        let lapsed = ["a": state("expired", "unpaid")]
        #expect(verdict(ledger, lapsed, seat: "available", at: 1_900) == SaleCheck.Verdict())
        #expect(verdict(ledger, lapsed, seat: "available", at: 900).wrongState == 1)
        #expect(verdict(ledger, lapsed, seat: "available", at: 900).wrongSeat == 1)
    }
}
