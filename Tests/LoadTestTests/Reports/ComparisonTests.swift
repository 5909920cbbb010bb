import Testing

@testable import loadtest

@Suite struct `Comparison with a baseline` {
    private func complaints(_ report: RunReport, most: Double? = 10) -> [String] {
        Comparison(report, among: [ReportFixture.report()], maxSlowdown: most).complaints
    }

    @Test func `takes the last run of the same scenario`() {
        let runs = [
            ReportFixture.report(p99: 1), ReportFixture.report(p99: 2),
            ReportFixture.report(scenario: "rest", p99: 3),
        ]
        let comparison = Comparison(ReportFixture.report(), among: runs)
        #expect(comparison.baseline?.latencies.first?.p99 == 2)
        let other = Comparison(ReportFixture.report(scenario: "soak"), among: runs, maxSlowdown: 1)
        #expect(other.baseline == nil)
        #expect(other.isPassed)
    }

    @Test func `fails what got slower or dearer by more than is allowed`() {
        #expect(
            complaints(ReportFixture.report(p99: 9_660, cost: 2.0)) == [
                "delivery.p99 is 9.66 ms, in the baseline 8.40 ms: +15 %, allowed are 10 %",
                "cpuPerDelivery is 2.00 µs, in the baseline 1.73 µs: +16 %, allowed are 10 %",
            ])
    }

    @Test func `accepts what is within, and everything when nothing is asked`() {
        #expect(complaints(ReportFixture.report(p99: 9_200, cost: 1.8)).isEmpty)
        #expect(complaints(ReportFixture.report(p99: 90_000), most: nil).isEmpty)
        #expect(complaints(ReportFixture.report(p99: 100, cost: 0.1)).isEmpty)
    }

    @Test func `wants rates to rise, and has no opinion of counts`() {
        var report = ReportFixture.report()
        report.figures[1].value = 400_000
        report.figures[2].value = 1
        #expect(
            complaints(report) == [
                "rate is 400,000 /s, in the baseline 500,000 /s: −20 %, allowed are 10 %"
            ])
    }

    @Test func `fails what is no longer measured`() {
        var report = ReportFixture.report()
        report.latencies = []
        #expect(
            complaints(report) == [
                "delivery.p50 was not measured, but it is in the baseline",
                "delivery.p99 was not measured, but it is in the baseline",
            ])
    }

    @Test func `fails what cost nothing before`() {
        let free = Comparison(
            ReportFixture.report(cost: 5), among: [ReportFixture.report(cost: 0)], maxSlowdown: 10)
        #expect(free.complaints == ["cpuPerDelivery was 0 in the baseline, now 5.00 µs"])
    }

    @Test func `says when the other run was another one`() {
        var report = ReportFixture.report()
        report.options = [.init("clients", "5000"), .init("rate", "9")]
        report.machine.cores = 4
        #expect(
            Comparison(report, among: [ReportFixture.report()]).caveats == [
                "The baseline ran with clients 10000, this run with 5000.",
                "The baseline ran with rate not given, this run with 9.",
                "The baseline ran on another machine: 2 cores of AMD EPYC, 8.00 GiB, Linux 6.1.",
            ])
    }

    @Test func `says when the machine was full`() {
        var report = ReportFixture.report()
        #expect(Comparison(report).caveats.isEmpty)
        report.samples = [0.5, 1.0, 1.1].map { ReportFixture.sample(at: 1, ownCPU: $0) }
        #expect(Comparison(report).caveats.count == 1)
        #expect(
            Comparison(report).caveats.first?.hasPrefix("The machine was full for 67 %") == true)
    }

    @Test func `begins with what the run itself did wrong`() {
        var report = ReportFixture.report(p99: 90_000)
        report.faults[0].count = 1_200
        report.failures = [.init(reason: "refused", count: 2)]
        report.checks = [
            .init(measure: "delivery.p99", limit: 50, isUpper: true, value: 90),
            .init(measure: "rate", limit: 1, isUpper: false, value: 500_000),
            .init(measure: "gone.p99", limit: 250, isUpper: true, value: nil),
        ]
        #expect(
            complaints(report).prefix(4) == [
                "1,200 events lost", "2 × refused",
                "delivery.p99 is 90.0 ms, the limit is at most 50.0 ms",
                "gone.p99 was not measured, the limit is at most 250 ms",
            ])
        #expect(complaints(report).count == 5)
        #expect(!report.isPassed)
    }
}
