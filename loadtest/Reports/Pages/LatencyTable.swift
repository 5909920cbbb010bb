/// The latencies of a run as a table, in milliseconds, with those of the baseline under them.
struct LatencyTable: Sendable {
    let comparison: Comparison

    /// The table's markup.
    var html: HTML {
        PageTable(
            head: ["Milliseconds"] + LatencyNumbers.names + ["count"],
            rows: comparison.report.latencies.flatMap(rows)
        ).html
    }

    private func rows(_ latency: RunReport.Latency) -> [[HTML]] {
        guard latency.count > 0 else {
            let none = LatencyNumbers.all.map { _ in "\(Numeral.none)" as HTML }
            return [["\(latency.label)"] + none + ["0"]]
        }
        guard let before = comparison.before(latency) else {
            return [row("\(latency.label)", latency) { _ in .empty }]
        }
        let now = row("\(latency.label)", latency) { value in
            PageTable.change(from: value(before), to: value(latency), aim: .lower)
        }
        let then = row("<small class=\"quiet\">baseline</small>", before) { _ in .empty }
        return [now, then.enumerated().map { $0 == 0 ? $1 : "<span class=\"quiet\">\($1)</span>" }]
    }

    private func row(
        _ label: HTML, _ latency: RunReport.Latency,
        change: ((RunReport.Latency) -> Double) -> HTML
    ) -> [HTML] {
        let numbers = LatencyNumbers.all.map { value -> HTML in
            "\(Numeral.significant(value(latency) / 1_000))\(change(value))"
        }
        return [label] + numbers + ["\(Numeral.grouped(latency.count))"]
    }
}
