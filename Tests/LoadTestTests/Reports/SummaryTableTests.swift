import Testing

@testable import loadtest

@Suite struct `Summary table` {
    @Test func `shows a run as a whole`() {
        var report = ReportFixture.report()
        report.checks = [.init(measure: "delivery.p99", limit: 250, isUpper: true, value: 8.4)]
        #expect(
            SummaryTable(Comparison(report)).text == """
                fanout against ws://127.0.0.1:8080/api/v1/ws
                2026-11-21 14:43:26 UTC, 60.0 s
                2 cores of AMD EPYC, 8.00 GiB, Linux 6.1
                clients 10000

                ms                p50   p90   p95   p99  p99.9   max  mean  count
                commit to frame  1.23  2.50  3.10  8.40   20.1  35.2  1.40  1,000

                server CPU a delivery     1.73 µs
                frames a second        500,000 /s
                bookings                    3,000

                faults    none (events lost)
                failures  none

                delivery.p99  8.40 ms  at most  250 ms  met

                PASS
                """)
    }

    @Test func `puts the change to the baseline beside each number`() {
        let comparison = Comparison(
            ReportFixture.report(cost: 2), among: [ReportFixture.report(p99: 7_000)])
        let lines = SummaryTable(comparison).text.split(separator: "\n")
        #expect(lines.contains("compared with the run of 2026-11-21 14:43:26 UTC"))
        #expect(
            lines.contains(
                "  change         ±0 %  ±0 %  ±0 %  +20 %   ±0 %  ±0 %  ±0 %   ±0 %"))
        #expect(lines.contains("server CPU a delivery     2.00 µs  +16 %"))
    }

    @Test func `ends with every reason why the run failed`() {
        var report = ReportFixture.report()
        report.faults[0].count = 3
        report.failures = [.init(reason: "refused", count: 2), .init(reason: "4429", count: 1)]
        report.checks = [.init(measure: "gone.p99", limit: 250, isUpper: true, value: nil)]
        let text = SummaryTable(Comparison(report)).text
        #expect(text.contains("failures  2 × refused\n          1 × 4429\n"))
        #expect(text.contains("gone.p99  not measured  at most  250 ms  MISSED\n"))
        #expect(
            text.hasSuffix(
                """
                FAIL
                  3 events lost
                  2 × refused
                  1 × 4429
                  gone.p99 was not measured, the limit is at most 250 ms
                """))
    }

    @Test func `shows no time where none was measured`() {
        var report = ReportFixture.report()
        report.latencies = [ReportFixture.latency(p99: 0, count: 0)]
        let text = SummaryTable(Comparison(report)).text
        #expect(text.contains("commit to frame    –    –    –    –      –    –     –      0"))
        #expect(text.contains("Note: Not one value was measured of: commit to frame."))
    }

    @Test func `aligns what is of unequal length`() {
        let table = TextTable(rows: [["a", "1"], ["long", "100", "x"], []], leftColumns: [2])
        #expect(table.lines == ["a       1", "long  100  x", ""])
    }
}
