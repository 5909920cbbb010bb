extension RunReport {
    /// The statistics of a latency that a limit can name, as `delivery.p99` does.
    static let statistics: [(name: String, of: @Sendable (Latency) -> Double)] = [
        ("p50", \.p50), ("p90", \.p90), ("p95", \.p95), ("p99", \.p99), ("p999", \.p999),
        ("max", \.max), ("mean", \.mean),
    ]

    /// What the run measured under that name, a latency in milliseconds.
    ///
    /// Nil when it did not: a latency of which there was not one value is not 0 ms, it is unknown.
    func measure(_ name: String) -> Quantity? {
        if let figure = figures.first(where: { $0.name == name }) {
            return figure.value.isFinite ? figure.quantity : nil
        }
        guard let dot = name.lastIndex(of: "."),
            let latency = latencies.first(where: { $0.name == name[..<dot] }), latency.count > 0,
            let statistic = Self.statistics.first(where: { $0.name == name[dot...].dropFirst() })
        else { return nil }
        return Quantity(statistic.of(latency) / 1_000, "ms")
    }

    /// A limit with the unit of what it limits: `250 ms`.
    func limit(of check: Check) -> Quantity {
        let isTime = Self.statistics.contains { check.measure.hasSuffix("." + $0.name) }
        return Quantity(check.limit, measure(check.measure)?.unit ?? (isTime ? "ms" : ""))
    }

    /// Why the run failed, a line each; none when it passed.
    var complaints: [String] {
        faults.filter { $0.count != 0 }.map { "\(Numeral.grouped($0.count)) \($0.label)" }
            + failures.map { "\(Numeral.grouped($0.count)) × \($0.reason)" }
            + checks.filter { !$0.isMet }.map(complaint)
    }

    private func complaint(_ check: Check) -> String {
        let limit = limit(of: check)
        let bound = "\(check.isUpper ? "at most" : "at least") \(limit.text)"
        guard let value = check.value else {
            return "\(check.measure) was not measured, the limit is \(bound)"
        }
        return "\(check.measure) is \(Quantity(value, limit.unit).text), the limit is \(bound)"
    }
}
