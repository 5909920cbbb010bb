/// How a run went over time: small charts of the same width, one subject each.
struct TimeCharts: Sendable {
    let samples: [RunReport.Sample]
    let before: [RunReport.Sample]
    let cores: Int

    /// Points of a line at the most: more are finer than the picture.
    static let mostPoints = 240

    init(_ comparison: Comparison) {
        samples = SampleSeries.thinned(comparison.report.samples, to: Self.mostPoints)
        before = SampleSeries.thinned(comparison.baseline?.samples ?? [], to: Self.mostPoints)
        cores = comparison.report.machine.cores
    }

    /// Those for which there is something to show.
    var charts: [Chart] {
        guard samples.count > 1 else { return [] }
        return [
            chart("Events", unit: "/s", [.init("", \.eventsPerSecond)]),
            chart("Frames", unit: "/s", [.init("", \.framesPerSecond)]),
            chart("Connections", unit: "", [.init("", { Double($0.clients) })]),
            chart("Latency", unit: "ms", [.init("p50", \.p50), .init("p99", \.p99)]),
            chart(
                "Processor cores in use, of \(cores)", unit: "",
                [.init("server", \.serverCPU), .init("loadtest", \.ownCPU)]),
            chart("Memory of the server", unit: "MiB", [.init("", Self.memory)]),
            chart(
                "Open descriptors of the server", unit: "",
                [.init("", { $0.serverDescriptors.map(Double.init) })]),
            samples.contains { $0.errors > 0 }
                ? chart("Errors so far", unit: "", [.init("", { Double($0.errors) })]) : nil,
        ].compactMap(\.self)
    }

    /// A number of the samples, by its name.
    private struct Series {
        let name: String
        let value: (RunReport.Sample) -> Double?

        init(_ name: String, _ value: @escaping (RunReport.Sample) -> Double?) {
            self.name = name
            self.value = value
        }
    }

    private static func memory(_ sample: RunReport.Sample) -> Double? {
        sample.serverMemory.map { Double($0) / 1_048_576 }
    }

    private func chart(_ title: String, unit: String, _ all: [Series]) -> Chart? {
        let series = all.filter { samples.compactMap($0.value).count > 1 }
        guard !series.isEmpty else { return nil }
        let now = series.enumerated().map { line($1, of: samples, style: $0) }
        let then = series.enumerated().map { line($1, of: earlier, style: $0, isBaseline: true) }
            .filter { line in line.points.contains { $0.y != nil } }
        let lines = labelled(now, then)
        let values = lines.flatMap(\.points).compactMap(\.y)
        return Chart(
            title: title, x: .time(to: end), y: axis(unit, values, of: now),
            lines: lines, markers: lines.filter { all.count > 1 && !$0.isBaseline }.flatMap(marks),
            strips: strips(title, unit, series))
    }

    private func axis(_ unit: String, _ values: [Double], of lines: [Chart.Line]) -> Axis {
        guard unit == "ms" else { return .linear(to: values.max() ?? 1, unit: unit, about: 3) }
        let typical = lines.map { line in
            let sorted = line.points.compactMap(\.y).sorted()
            return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
        }
        return Chart.latencyAxis(
            typical: typical, lowest: values.min() ?? 0, highest: values.max() ?? 1, about: 3)
    }

    private var end: Double { samples.last?.at ?? 1 }

    /// The baseline's samples as far as this run lasted.
    private var earlier: [RunReport.Sample] { before.filter { $0.at <= end } }

    private func line(
        _ series: Series, of samples: [RunReport.Sample], style: Int, isBaseline: Bool = false
    ) -> Chart.Line {
        Chart.Line(
            label: isBaseline ? "baseline" : series.name,
            points: samples.map { Chart.Point(x: $0.at, y: series.value($0)) },
            style: style, isBaseline: isBaseline)
    }

    /// With a baseline every line is named; one alone needs no name.
    private func labelled(_ now: [Chart.Line], _ then: [Chart.Line]) -> [Chart.Line] {
        guard !then.isEmpty else { return now }
        return now.map { line in
            var line = line
            if line.label.isEmpty { line.label = "this run" }
            return line
        } + then
    }

    /// A few symbols, so that lines are told apart without their colours.
    private func marks(_ line: Chart.Line) -> [Chart.Marker] {
        let step = max(1, line.points.count / 5)
        return stride(from: step / 2, to: line.points.count, by: step).compactMap { index in
            line.points[index].y.map {
                Chart.Marker(x: line.points[index].x, y: $0, style: line.style, text: "")
            }
        }
    }

    private func strips(_ title: String, _ unit: String, _ series: [Series]) -> [Chart.Strip] {
        samples.indices.map { index in
            let sample = samples[index]
            let numbers = series.map { series in
                let value = series.value(sample).map { Numeral.significant($0) } ?? Numeral.none
                return "\(series.name.isEmpty ? title : series.name) \(value) \(unit)"
            }
            return Chart.Strip(
                from: index == 0 ? 0 : (samples[index - 1].at + sample.at) / 2,
                to: index + 1 < samples.count ? (sample.at + samples[index + 1].at) / 2 : end,
                text: "\(Numeral.significant(sample.at, places: 1)) s: "
                    + numbers.joined(separator: ", "))
        }
    }
}
