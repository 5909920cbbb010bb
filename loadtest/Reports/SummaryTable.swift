/// What a run found, as text for the terminal; the last lines are the verdict.
struct SummaryTable: Sendable {
    let comparison: Comparison

    init(_ comparison: Comparison) {
        self.comparison = comparison
    }

    /// The whole of it, without a line feed at its end.
    var text: String {
        [heading, latencies, figures, correctness, limits, caveats, verdict]
            .filter { !$0.isEmpty }
            .map { $0.joined(separator: "\n") }
            .joined(separator: "\n\n")
    }

    private var report: RunReport { comparison.report }

    private var heading: [String] {
        let options = report.options.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
        let started = "\(report.begun), \(Numeral.significant(report.seconds)) s"
        let lines = ["\(report.scenario) against \(report.target)", started]
        let baseline = comparison.baseline.map { "compared with the run of \($0.begun)" }
        return lines + [report.machine.text, options, baseline ?? ""].filter { !$0.isEmpty }
    }

    private var latencies: [String] {
        guard !report.latencies.isEmpty else { return [] }
        let head = ["ms", "p50", "p90", "p95", "p99", "p99.9", "max", "mean", "count"]
        return TextTable(rows: [head] + report.latencies.flatMap(rows)).lines
    }

    /// The distribution, and under each number how it changed.
    private func rows(_ latency: RunReport.Latency) -> [[String]] {
        guard latency.count > 0 else {
            return [[latency.label] + LatencyNumbers.all.map { _ in Numeral.none } + ["0"]]
        }
        let numbers = LatencyNumbers.all.map { Numeral.significant($0(latency) / 1_000) }
        let row = [latency.label] + numbers + [Numeral.grouped(latency.count)]
        guard let before = comparison.before(latency) else { return [row] }
        let changes = LatencyNumbers.all.map { Change.text(from: $0(before), to: $0(latency)) }
        let count = Change.text(from: Double(before.count), to: Double(latency.count))
        return [row, ["  change"] + changes + [count]]
    }

    private var figures: [String] {
        let rows = report.figures.map { figure in
            let row = [figure.label, figure.quantity.text]
            guard comparison.baseline != nil else { return row }
            let before = comparison.before(figure)
            return row + [Change.text(from: before?.value, to: figure.value)]
        }
        return TextTable(rows: rows).lines
    }

    private var correctness: [String] {
        let faults = Self.words(report.faults)
        let failures = report.failures.map { "\(Numeral.grouped($0.count)) × \($0.reason)" }
        let rows =
            [["faults", faults]]
            + [["failures", failures.first ?? "none"]] + failures.dropFirst().map { ["", $0] }
        return TextTable(rows: rows, leftColumns: [1]).lines
    }

    /// Those that happened, or all those that did not.
    private static func words(_ faults: [RunReport.Fault]) -> String {
        let found = faults.filter { $0.count > 0 }
        if !found.isEmpty {
            return found.map { "\(Numeral.grouped($0.count)) \($0.label)" }
                .joined(separator: ", ")
        }
        return faults.isEmpty
            ? "not looked for" : "none (" + faults.map(\.label).joined(separator: ", ") + ")"
    }

    private var limits: [String] {
        let rows = report.checks.map { check in
            let limit = report.limit(of: check)
            return [
                check.measure, check.value.map { Quantity($0, limit.unit).text } ?? "not measured",
                check.isUpper ? "at most" : "at least", limit.text, check.isMet ? "met" : "MISSED",
            ]
        }
        return TextTable(rows: rows, leftColumns: [2, 4]).lines
    }

    private var caveats: [String] { comparison.caveats.map { "Note: \($0)" } }

    private var verdict: [String] {
        let complaints = comparison.complaints
        return [complaints.isEmpty ? "PASS" : "FAIL"] + complaints.map { "  \($0)" }
    }
}

/// The statistics that tables show of a latency, in their order.
enum LatencyNumbers {
    static let all: [@Sendable (RunReport.Latency) -> Double] = [
        \.p50, \.p90, \.p95, \.p99, \.p999, \.max, \.mean,
    ]
    static let names = ["p50", "p90", "p95", "p99", "p99.9", "max", "mean"]
}
