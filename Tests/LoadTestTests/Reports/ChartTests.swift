import Testing

@testable import loadtest

@Suite struct Charts {
    @Test func `of percentiles go through the numbers of the table`() throws {
        let latency = ReportFixture.latency()
        let points = PercentileChart.points(of: latency)
        for (percentile, micros) in [(50.0, latency.p50), (95, latency.p95), (99, latency.p99)] {
            let nines = Axis.nines(percentile)
            #expect(points.contains { abs($0.x - nines) < 1e-9 && $0.y == micros / 1_000 })
        }
        #expect(points.map(\.x) == points.map(\.x).sorted())
        let last = try #require(points.last)
        #expect(abs(last.x - 3) < 1e-9)
        #expect(last.y == 35.2)
    }

    @Test func `of percentiles mark the named ones and the longest`() throws {
        let comparison = Comparison(ReportFixture.report())
        let chart = try #require(PercentileChart(comparison: comparison).chart)
        #expect(
            chart.markers.map(\.text) == [
                "commit to frame: 50 % within 1.23 ms", "commit to frame: 90 % within 2.50 ms",
                "commit to frame: 99 % within 8.40 ms",
                "commit to frame: the longest of 1,000 took 35.2 ms",
            ])
    }

    @Test func `draw the baseline with dashes`() throws {
        let comparison = Comparison(ReportFixture.report(), among: [ReportFixture.report(p99: 1)])
        let chart = try #require(PercentileChart(comparison: comparison).chart)
        #expect(chart.lines.map(\.isBaseline) == [false, true])
        #expect(ChartPicture.wide(chart).markup.contains("class=\"line s0 before\""))
        for chart in TimeCharts(comparison).charts {
            #expect(chart.lines.contains { $0.isBaseline })
            #expect(chart.lines.allSatisfy { !$0.label.isEmpty })
        }
    }

    @Test func `over time are there for what was measured`() {
        var report = ReportFixture.report()
        func titles() -> [String] { TimeCharts(Comparison(report)).charts.map(\.title) }
        #expect(
            titles() == [
                "Events", "Frames", "Connections", "Latency", "Processor cores in use, of 2",
                "Memory of the server", "Open descriptors of the server",
            ])
        for index in report.samples.indices {
            report.samples[index].serverMemory = nil
            report.samples[index].serverDescriptors = nil
            report.samples[index].errors = index
        }
        #expect(titles().suffix(2) == ["Processor cores in use, of 2", "Errors so far"])
        report.samples = []
        #expect(titles().isEmpty)
    }

    @Test func `have a gap where nothing was measured`() throws {
        var report = ReportFixture.report()
        report.samples[2].p50 = nil
        report.samples[2].p99 = nil
        let charts = TimeCharts(Comparison(report)).charts
        let chart = try #require(charts.first { $0.title == "Latency" })
        let path = try #require(
            ChartPicture.narrow(chart).markup.firstMatch(of: /line s0" d="([^"]*)"/))
        #expect(path.1.count { $0 == "M" } == 2)
        #expect(path.1.count { $0 == "L" } == 2)
    }

    @Test func `of long runs keep their spikes`() {
        var samples = (0..<10_000).map { ReportFixture.sample(at: Double($0)) }
        samples[7_777].p99 = 900
        samples[5_000].framesPerSecond = 0
        let thin = SampleSeries.thinned(samples, to: 240)
        #expect(thin.count <= 240)
        #expect(thin.last?.at == 9_999)
        #expect(thin.compactMap(\.p99).max() == 900)
        let least = thin.map(\.framesPerSecond).min() ?? 0
        #expect((1..<500_000).contains(least))
    }

    @Test func `keep labels apart, each near its line and inside`() {
        let column = LabelColumn(from: 14, to: 170)
        #expect(column.places(of: [(50, 15), (100, 15)]) == [54, 104])
        #expect(column.places(of: [(52, 15), (50, 15)]) == [69, 54])
        #expect(column.places(of: [(170, 15), (169, 29), (168, 15)]) == [174, 145, 130])
        #expect(column.places(of: []) == [])
    }
}
