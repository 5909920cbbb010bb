/// The distributions of a run as HdrHistogram plots them: the further right, the rarer.
struct PercentileChart: Sendable {
    let comparison: Comparison

    /// Lines that are drawn at the most: more cannot be told apart.
    static let mostLines = 6

    /// Nil when the run measured no time.
    var chart: Chart? {
        let drawn = comparison.report.latencies.filter { $0.count > 0 }.prefix(Self.mostLines)
        let befores = drawn.map { comparison.before($0) }
        let all = Array(drawn) + befores.compactMap(\.self)
        let lines =
            drawn.enumerated().map { line($1, style: $0) }
            + befores.enumerated().compactMap { style, before in
                before.map { self.before($0, style: style) }
            }
        guard let end = lines.compactMap(\.points.last?.x).max() else { return nil }
        let y = Chart.latencyAxis(
            typical: all.map { $0.p50 / 1_000 }, lowest: (all.map(\.min).min() ?? 0) / 1_000,
            highest: (all.map(\.max).max() ?? 0) / 1_000, about: 6)
        return Chart(
            title: "Latency by percentile", x: .percentile(nines: end), y: y, lines: lines,
            markers: drawn.enumerated().flatMap { markers($1, style: $0) })
    }

    private func line(_ latency: RunReport.Latency, style: Int) -> Chart.Line {
        Chart.Line(
            label: Self.shortened(latency.label),
            note: "max \(Numeral.significant(latency.max / 1_000)) ms",
            points: Self.points(of: latency), style: style)
    }

    private func before(_ latency: RunReport.Latency, style: Int) -> Chart.Line {
        Chart.Line(
            label: "baseline", points: Self.points(of: latency), style: style, isBaseline: true)
    }

    /// The curve, the numbers of the table and the maximum, so that picture and table agree.
    static func points(of latency: RunReport.Latency) -> [Chart.Point] {
        let numbers = [
            (50, latency.p50), (90, latency.p90), (95, latency.p95), (99, latency.p99),
            (99.9, latency.p999),
        ]
        // The largest of n values is where one in n lies beyond; 100 % itself is infinitely far.
        let end = Axis.nines(100 * (1 - 1 / Double(Swift.max(10, latency.count))))
        let inner =
            latency.curve.map { (Axis.nines($0.percentile), $0.microseconds) }
            + numbers.map { (Axis.nines($0), $1) }
        return (inner.filter { $0.0 < end } + [(end, latency.max)])
            .sorted { $0.0 < $1.0 }
            .map { Chart.Point(x: $0.0, y: $0.1 / 1_000) }
    }

    /// One at each named percentile, where the value is that of the curve, and one at the maximum.
    private func markers(_ latency: RunReport.Latency, style: Int) -> [Chart.Marker] {
        let points = Self.points(of: latency)
        let inner = Axis.percentiles.dropFirst().compactMap { percentile -> Chart.Marker? in
            let nines = Axis.nines(percentile)
            guard let point = points.first(where: { $0.x >= nines - 1e-6 }), let y = point.y,
                point != points.last
            else { return nil }
            return Chart.Marker(
                x: point.x, y: y, style: style,
                text: "\(latency.label): \(Axis.percentileLabel(percentile)) within "
                    + "\(Numeral.significant(y)) ms")
        }
        let longest = points.last.flatMap { point in
            point.y.map { y in
                Chart.Marker(
                    x: point.x, y: y, style: style,
                    text: "\(latency.label): the longest of \(Numeral.grouped(latency.count)) "
                        + "took \(Numeral.significant(y)) ms")
            }
        }
        return inner + [longest].compactMap(\.self)
    }

    private static func shortened(_ label: String) -> String {
        label.count <= 24 ? label : label.prefix(23) + "…"
    }
}
