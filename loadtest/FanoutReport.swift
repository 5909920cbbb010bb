import Histogram

/// What a run of `booking-fanout` found.
struct FanoutReport: Sendable {
    let topic: String
    let subscribers: Int
    let rate: Int
    let duration: Int
    let made: Int
    let failures: [String: Int]
    /// Events in the hub's log during the run, of whatever topic.
    let events: Int64
    /// Frames that the subscribers got.
    let frames: Int
    let reconnects: Int
    let faults: DeliveryLedger.Faults
    let endings: [String]
    let early: Int
    let frameTimes: Histogram<UInt64>
    let firstTimes: Histogram<UInt64>
    let lastTimes: Histogram<UInt64>
    let lockTimes: Histogram<UInt64>
    let bookTimes: Histogram<UInt64>

    /// An empty histogram of microseconds, up to ten minutes.
    static func times() -> Histogram<UInt64> {
        Histogram(highestTrackableValue: 600_000_000, numberOfSignificantValueDigits: .three)
    }

    /// The report as a table.
    var table: String {
        let perBooking = made == 0 ? "-" : decimal(Double(events) / Double(made))
        let sends = made == 0 ? "-" : decimal(Double(frames) / Double(made))
        return """
            booking-fanout: \(subscribers) subscribers of \(topic), \(rate) bookings/s for \
            \(duration) s

            \(row("milliseconds", ["p50", "p90", "p99", "max", "count"]))
            \(row("commit to frame", times(frameTimes)))
            \(row("  to the first", times(firstTimes)))
            \(row("  to the last", times(lastTimes)))
            \(row("POST seat-locks", times(lockTimes)))
            \(row("POST bookings", times(bookTimes)))

            bookings   \(made) made, \(failures.values.reduce(0, +)) failed
            events     \(perBooking) in the log per booking
            sends      \(sends) frames to these subscribers per booking
            early      \(early) frames came before the hub had read its clock (counted as 0 ms)
            delivery   \(faults.lost) lost, \(faults.doubled) doubled, \(faults.outOfOrder) out of \
            order, \(faults.gaps) gaps, \(faults.unreadable) unreadable, \(reconnects) reconnects
            """
    }

    /// Why the run failed; none when it passed.
    func complaints(maxP50: Double?, maxP99: Double?) -> [String] {
        var complaints = failures.sorted { $0.key < $1.key }.map { "\($0.value) times: \($0.key)" }
        complaints += endings
        if !faults.isEmpty { complaints.append("events were lost, doubled or out of order") }
        if frameTimes.totalCount == 0 { complaints.append("no frame was measured") }
        for (name, percentile, limit) in [("p50", 50.0, maxP50), ("p99", 99.0, maxP99)] {
            let value = Double(frameTimes.valueAtPercentile(percentile)) / 1_000
            if let limit, value > limit {
                complaints.append("\(name) is \(decimal(value)) ms, more than \(decimal(limit))")
            }
        }
        return complaints
    }

    private func times(_ histogram: Histogram<UInt64>) -> [String] {
        guard histogram.totalCount > 0 else { return ["-", "-", "-", "-", "0"] }
        return [50.0, 90, 99].map { decimal(Double(histogram.valueAtPercentile($0)) / 1_000) }
            + [decimal(Double(histogram.max) / 1_000), String(histogram.totalCount)]
    }

    private func row(_ name: String, _ cells: [String]) -> String {
        name + String(repeating: " ", count: max(1, 18 - name.count))
            + cells.map { String(repeating: " ", count: max(1, 9 - $0.count)) + $0 }.joined()
    }

    /// A number with two digits after the point.
    private func decimal(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100)." + (rest < 10 ? "0\(rest)" : "\(rest)")
    }
}
