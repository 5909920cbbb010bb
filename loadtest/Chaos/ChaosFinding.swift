/// What a fault did to the clients and the agents, over all the times that it was made.
struct ChaosFinding: Sendable, Equatable {
    let name: String
    let label: String
    /// How often it was made.
    var count = 0
    /// Bookings, payments and cancellations that the hub acknowledged meanwhile.
    var committed = 0
    /// Events delivered to clients meanwhile.
    var delivered = 0
    var doubled = 0
    var outOfOrder = 0
    /// From when it was mended to when every steady client stood and was up to date; seconds.
    var recovery = 0.0
    /// From when it was mended to when the journeys that had piled up were made as well; seconds.
    var backlog = 0.0
    /// The longest that a client was without its subscriptions; seconds.
    var absence = 0.0
    /// The longest that a client had to show that it may be out of date; seconds.
    var stale = 0.0
    /// The longest from commit to frame; seconds.
    var delay = 0.0

    init(_ fault: ChaosFault) {
        name = fault.name
        label = fault.label
    }

    /// Adds what came since the last tallies.
    mutating func add(_ tally: FleetTally) {
        absence = max(absence, Self.longest(tally.resumeTimes))
        stale = max(stale, Self.longest(tally.staleTimes))
        delay = max(delay, Self.longest(tally.deliveryTimes))
    }

    private static func longest(_ times: TimesDelta) -> Double {
        Double(times.values.max() ?? 0) / 1_000_000
    }

    /// What the report says of it.
    var figures: [RunReport.Figure] {
        [
            ("recovery", "all well again after", recovery),
            ("backlog", "nothing piled up any more after", backlog),
            ("stale", "longest shown as out of date", stale),
            ("absence", "longest without subscriptions", absence),
            ("delay", "longest from commit to frame", delay),
        ].map { measure, words, seconds in
            RunReport.Figure(
                name: "\(measure).\(name)", label: "\(label): \(words)",
                value: seconds * 1_000_000, unit: "µs")
        }
    }

    /// All findings as a table for the terminal.
    static func table(_ findings: [ChaosFinding]) -> String {
        let head = [
            "fault", "times", "committed", "delivered", "doubled", "out of order", "recovery s",
            "backlog s", "stale s", "away s", "delay s",
        ]
        let rows = findings.filter { $0.count > 0 }.map { finding in
            [finding.label]
                + [
                    finding.count, finding.committed, finding.delivered, finding.doubled,
                    finding.outOfOrder,
                ].map { Numeral.grouped($0) }
                + [
                    finding.recovery, finding.backlog, finding.stale, finding.absence,
                    finding.delay,
                ]
                .map { Numeral.fixed($0, places: 1) }
        }
        return TextTable(rows: [head] + rows).lines.joined(separator: "\n")
    }
}
