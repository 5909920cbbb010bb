/// A number that is read first.
struct Headline: Sendable, Equatable {
    var label: String
    var text: String
    var change: HTML = .empty
    /// Something that must not be: written in the colour of failure.
    var isBad = false

    /// The number's markup.
    var html: HTML {
        """
        <div><dt>\(label)</dt><dd\(isBad ? " class=\"fail\"" as HTML : .empty)>\(text)\(change)\
        </dd></div>
        """
    }

    /// The latency that the scenario is about, how much was going on, and what went wrong.
    static func all(of comparison: Comparison) -> [Headline] {
        let report = comparison.report
        let errors = report.faults.reduce(0) { $0 + $1.count }
        let failures = report.failures.reduce(0) { $0 + $1.count }
        return latency(of: comparison) + load(of: comparison)
            + [
                Headline(
                    label: "faults, failures",
                    text: "\(Numeral.grouped(errors)), \(Numeral.grouped(failures))",
                    isBad: errors + failures > 0)
            ]
    }

    private static func latency(of comparison: Comparison) -> [Headline] {
        guard let latency = comparison.report.latencies.first, latency.count > 0 else { return [] }
        let before = comparison.before(latency)
        let shown: [(String, (RunReport.Latency) -> Double)] = [
            ("p50", \.p50), ("p99", \.p99), ("p99.9", \.p999),
        ]
        return shown.enumerated().map { index, statistic in
            let (name, value) = statistic
            return Headline(
                label: index == 0 ? "\(latency.label), \(name)" : name,
                text: Quantity(value(latency), "µs").text,
                change: PageTable.change(
                    from: before.map(value), to: value(latency), aim: .lower))
        }
    }

    private static func load(of comparison: Comparison) -> [Headline] {
        let now = comparison.report.samples
        let then = comparison.baseline?.samples ?? []
        func peak(_ label: String, _ value: (RunReport.Sample) -> Double) -> Headline? {
            guard let most = now.map(value).max() else { return nil }
            return Headline(
                label: label, text: Numeral.fixed(most, places: 0),
                change: PageTable.change(from: then.map(value).max(), to: most, aim: .none))
        }
        return [
            peak("connections at the most", { Double($0.clients) }),
            peak("frames/s at the most", \.framesPerSecond),
        ].compactMap(\.self)
    }
}
