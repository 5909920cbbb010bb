import API
import Net

extension MetricFamily {
    /// A histogram of times; each bucket counts those below it as well.
    init(_ name: String, _ help: String, _ times: DurationHistogram) {
        var total = 0
        var samples = zip(times.bounds, times.counts).map { bound, count in
            total += count
            return Sample(Double(total), [("le", "\(bound)")], suffix: "_bucket")
        }
        total += times.beyond
        samples.append(Sample(Double(total), [("le", "+Inf")], suffix: "_bucket"))
        samples.append(Sample(times.sum / .seconds(1), suffix: "_sum"))
        samples.append(Sample(Double(total), suffix: "_count"))
        self.init(name, .histogram, help, samples)
    }
}
