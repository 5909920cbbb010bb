@testable import loadtest

/// Reports to look at: small, but with everything in them.
enum ReportFixture {
    static func latency(_ name: String = "delivery", p99: Double = 8_400, count: Int = 1_000)
        -> RunReport.Latency
    {
        RunReport.Latency(
            name: name, label: "commit to frame", count: count, min: 300, mean: 1_400, p50: 1_230,
            p90: 2_500, p95: 3_100, p99: p99, p999: 20_100, max: 35_200,
            curve: [
                .init(percentile: 0, microseconds: 300), .init(percentile: 50, microseconds: 1_230),
                .init(percentile: 75, microseconds: 1_800),
                .init(percentile: 100, microseconds: 35_200),
            ])
    }

    static func sample(at: Double, p99: Double? = 8.4, ownCPU: Double = 0.5) -> RunReport.Sample {
        RunReport.Sample(
            at: at, clients: 10_000, eventsPerSecond: 50, framesPerSecond: 500_000, p50: 1.23,
            p99: p99, errors: 0, serverCPU: 0.9, serverMemory: 209_715_200,
            serverDescriptors: 10_040, ownCPU: ownCPU)
    }

    static func report(scenario: String = "fanout", p99: Double = 8_400, cost: Double = 1.73)
        -> RunReport
    {
        RunReport(
            scenario: scenario, startedAt: "2026-11-21T14:43:26.123456Z", seconds: 60.04,
            target: "ws://127.0.0.1:8080/api/v1/ws",
            machine: .init(
                cores: 2, processor: "AMD EPYC", memory: 8_589_934_592, kernel: "Linux 6.1"),
            options: [.init("clients", "10000")],
            latencies: [latency(p99: p99)],
            figures: [
                .init(
                    name: "cpuPerDelivery", label: "server CPU a delivery", value: cost, unit: "µs"),
                .init(name: "rate", label: "frames a second", value: 500_000, unit: "1/s"),
                .init(name: "bookings", label: "bookings", value: 3_000, unit: ""),
            ],
            faults: [.init(name: "lost", label: "events lost", count: 0)], failures: [],
            samples: (1...5).map { sample(at: Double($0)) })
    }
}
