/// Reports as one HTML file that needs nothing else: no script, no font, no network.
struct ReportPage: Sendable {
    let comparisons: [Comparison]

    init(_ comparisons: [Comparison]) {
        self.comparisons = comparisons
    }

    /// The whole document.
    var html: String { document.markup }

    private var document: HTML {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" \
        content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(title)</title>
        <style>\(PageStyle.sheet)</style></head>
        <body><main>
        \(index)\(comparisons.enumerated().map { ReportSection($1, id: "run-\($0 + 1)").html })
        </main></body></html>

        """
    }

    private var title: String {
        let failed = comparisons.count { !$0.isPassed }
        let verdict = failed == 0 ? "PASS" : "FAIL"
        guard comparisons.count == 1, let report = comparisons.first?.report else {
            return "\(verdict) · \(comparisons.count) load tests"
        }
        return "\(verdict) · \(report.scenario) · load test of \(report.begun)"
    }

    /// What all runs say in a line each; a single run needs none.
    private var index: HTML {
        guard comparisons.count > 1 else { return .empty }
        let failed = comparisons.count { !$0.isPassed }
        let verdict =
            failed == 0
            ? "All \(comparisons.count) runs passed."
            : "\(failed) of \(comparisons.count) runs failed."
        return """
            <nav><p class="kicker">FlightHub loadtest</p><h1>Load tests</h1>
            <p class="lead">\(verdict)</p>
            \(PageTable(
                head: ["Scenario", "", "Latency", "p50", "p99", "Faults", "Failures", "Begun"],
                rows: comparisons.enumerated().map { row($1, id: "run-\($0 + 1)") }, texts: 3).html)
            </nav>
            """
    }

    private func row(_ comparison: Comparison, id: String) -> [HTML] {
        let report = comparison.report
        let latency = report.latencies.first { $0.count > 0 }
        let before = latency.flatMap(comparison.before)
        func cell(_ value: (RunReport.Latency) -> Double) -> HTML {
            guard let latency else { return "\(Numeral.none)" }
            return """
                \(Numeral.significant(value(latency) / 1_000)) ms\
                \(PageTable.change(from: before.map(value), to: value(latency), aim: .lower))
                """
        }
        return [
            "<a href=\"#\(id)\">\(report.scenario)</a>", Self.badge(comparison.isPassed),
            "\(latency?.label ?? Numeral.none)", cell(\.p50), cell(\.p99),
            "\(Numeral.grouped(report.faults.reduce(0) { $0 + $1.count }))",
            "\(Numeral.grouped(report.failures.reduce(0) { $0 + $1.count }))",
            "\(report.begun)",
        ]
    }

    /// The verdict as a word: its colour only repeats it.
    static func badge(_ isPassed: Bool) -> HTML {
        isPassed ? "<b class=\"badge pass\">PASS</b>" : "<b class=\"badge fail\">FAIL</b>"
    }
}
