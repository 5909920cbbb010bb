import Histogram

extension RunReport.Latency {
    /// The distribution of a histogram of microseconds.
    init(_ name: String, _ label: String, _ histogram: Histogram<UInt64>) {
        func at(_ percentile: Double) -> Double {
            Double(histogram.valueAtPercentile(percentile))
        }
        let isEmpty = histogram.totalCount == 0
        self.init(
            name: name, label: label, count: Int(histogram.totalCount),
            min: isEmpty ? 0 : Double(histogram.min), mean: isEmpty ? 0 : histogram.mean,
            p50: at(50), p90: at(90), p95: at(95), p99: at(99), p999: at(99.9),
            max: Double(histogram.max), curve: isEmpty ? [] : Self.curve(of: histogram))
    }

    /// Denser towards the end, as HdrHistogram plots it: five points each time the rest halves.
    private static func curve(of histogram: Histogram<UInt64>) -> [Point] {
        histogram.percentiles(ticksPerHalfDistance: 5).map { step in
            Point(percentile: step.percentile, microseconds: Double(step.value))
        }
    }
}
