import Histogram

/// What a booking rush found, ready for a `RunReport`.
struct RushOutcome: Sendable {
    /// How often the agents did what.
    struct Counts: Sendable, Equatable {
        /// Journeys begun.
        var begun = 0
        var bookings = 0
        var payments = 0
        var cancellations = 0
        /// Locks that were refused since another agent was faster.
        var collisions = 0
        /// Journeys that ended without a seat, after as many collisions as the plan allows.
        var givenUp = 0
        /// Answers of any kind.
        var answers = 0
    }

    /// Times in microseconds; a lock's count from when it should have been sent.
    struct Times: Sendable {
        var journey = ResponseTimes()
        var lock = ResponseTimes()
        var book = ResponseTimes()
        var pay = ResponseTimes()
        var cancel = ResponseTimes()
    }

    let counts: Counts
    let times: Times
    /// From the first journey's begin to the last one's end.
    let seconds: Double
    let verdict: SaleCheck.Verdict
    /// What went wrong otherwise, by reason.
    let reasons: [String: Int]
    /// `SeatView.digest` of each flight at the end, by REST: what every dashboard must hold.
    let digests: [String: UInt64]

    /// The distributions for the report.
    var latencies: [RunReport.Latency] {
        [
            RunReport.Latency("journey", "whole journey", times.journey.all),
            RunReport.Latency("lock", "lock a seat", times.lock.all),
            RunReport.Latency("book", "book", times.book.all),
            RunReport.Latency("pay", "pay", times.pay.all),
            RunReport.Latency("cancel", "cancel", times.cancel.all),
        ]
    }

    /// The numbers for the report.
    var figures: [RunReport.Figure] {
        let counts = [
            ("bookings", "bookings", counts.bookings), ("payments", "payments", counts.payments),
            ("cancellations", "cancellations", counts.cancellations),
            ("collisions", "locks lost to a rival", counts.collisions),
            ("givenUp", "journeys without a seat", counts.givenUp),
        ].map { RunReport.Figure(name: $0, label: $1, value: Double($2), unit: "") }
        let rate = seconds > 0 ? Double(self.counts.bookings) / seconds : 0
        return counts + [
            RunReport.Figure(
                name: "bookingRate", label: "bookings a second", value: rate, unit: "1/s")
        ]
    }

    /// What must not have happened.
    var faults: [RunReport.Fault] {
        [
            ("soldTwice", "seats sold twice", verdict.soldTwice),
            ("lockedTwice", "seats locked twice", verdict.lockedTwice),
            ("wrongState", "bookings not as acknowledged", verdict.wrongState),
            ("wrongSeat", "seats shown not as booked", verdict.wrongSeat),
        ].map { RunReport.Fault(name: $0, label: $1, count: $2) }
    }

    /// What went wrong otherwise.
    var failures: [RunReport.Failure] {
        reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { RunReport.Failure(reason: $0.key, count: $0.value) }
    }
}

/// What happened in a booking rush since the sample before.
struct RushSample: Sendable {
    let begun: Int
    let bookings: Int
    /// Answers of the REST interface.
    let answers: Int
    /// Microseconds, of journeys that came to their end.
    let journeys: Histogram<UInt64>
    /// Failures since the run began.
    let errors: Int
    /// Journeys on their way now.
    let inFlight: Int
}
