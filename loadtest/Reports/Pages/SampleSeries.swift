/// Samples of a long run, made few enough for a picture.
enum SampleSeries {
    /// At most `most` samples; each stands for its neighbours.
    ///
    /// Rates and loads become their mean, while latencies and counts keep their highest: thinning
    /// must not hide a spike.
    static func thinned(_ samples: [RunReport.Sample], to most: Int) -> [RunReport.Sample] {
        guard samples.count > most, most > 0 else { return samples }
        let size = (samples.count + most - 1) / most
        return stride(from: 0, to: samples.count, by: size).map { start in
            merged(samples[start..<min(start + size, samples.count)])
        }
    }

    private static func merged(_ samples: ArraySlice<RunReport.Sample>) -> RunReport.Sample {
        RunReport.Sample(
            at: samples.last?.at ?? 0, clients: highest(samples, \.clients) ?? 0,
            eventsPerSecond: mean(samples, \.eventsPerSecond) ?? 0,
            framesPerSecond: mean(samples, \.framesPerSecond) ?? 0,
            p50: highest(samples, \.p50), p99: highest(samples, \.p99),
            errors: highest(samples, \.errors) ?? 0, serverCPU: mean(samples, \.serverCPU),
            serverMemory: highest(samples, \.serverMemory),
            serverDescriptors: highest(samples, \.serverDescriptors),
            ownCPU: mean(samples, \.ownCPU) ?? 0)
    }

    private static func highest<Value: Comparable>(
        _ samples: ArraySlice<RunReport.Sample>, _ value: (RunReport.Sample) -> Value?
    ) -> Value? {
        samples.compactMap(value).max()
    }

    private static func mean(
        _ samples: ArraySlice<RunReport.Sample>, _ value: (RunReport.Sample) -> Double?
    ) -> Double? {
        let values = samples.compactMap(value)
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}
