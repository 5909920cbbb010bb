import FoundationEssentials
import Testing

@testable import loadtest

@Suite struct Limits {
    private func checks(_ json: String, _ report: RunReport) throws -> [RunReport.Check] {
        try Thresholds(Data(json.utf8), from: "t.json").apply(to: report).checks
    }

    @Test func `are met or missed by latencies in milliseconds and by figures`() throws {
        let json = """
            {"fanout": {"delivery.p99": {"max": 8.4}, "delivery.p50": {"max": 1.2},
             "rate": {"min": 500000, "max": 499999}}}
            """
        let checks = try checks(json, ReportFixture.report())
        #expect(checks.map(\.measure) == ["delivery.p50", "delivery.p99", "rate", "rate"])
        #expect(checks.map(\.isMet) == [false, true, false, true])
        #expect(checks.map(\.value) == [1.23, 8.4, 500_000, 500_000])
    }

    @Test(arguments: [
        ("p50", 1.23), ("p90", 2.5), ("p95", 3.1), ("p99", 8.4), ("p999", 20.1), ("max", 35.2),
        ("mean", 1.4),
    ])
    func `can name each statistic`(name: String, value: Double) throws {
        let json = #"{"fanout": {"delivery.\#(name)": {"max": 50}}}"#
        #expect(try checks(json, ReportFixture.report()).first?.value == value)
    }

    @Test(arguments: ["delivery.p42", "arrival.p99", "delivery", "cost", ".", ""])
    func `of what was not measured are missed`(measure: String) throws {
        let checks = try checks(
            #"{"fanout": {"\#(measure)": {"max": 1e9}}}"#, ReportFixture.report())
        #expect(checks.map(\.isMet) == [false])
    }

    @Test func `of a latency without one value are missed, for none is not 0 ms`() throws {
        var report = ReportFixture.report()
        report.latencies = [ReportFixture.latency(p99: 0, count: 0)]
        let checks = try checks(#"{"fanout": {"delivery.p99": {"max": 250}}}"#, report)
        #expect(checks.map(\.isMet) == [false])
    }

    @Test func `replace the checks that a report had`() throws {
        var report = ReportFixture.report()
        report.checks = [.init(measure: "old", limit: 1, isUpper: true, value: 2)]
        #expect(try checks("{}", report).isEmpty)
        #expect(try checks(#"{"rest": {"old": {"max": 1}}}"#, report).isEmpty)
    }

    @Test(arguments: [
        (
            #"{"fanout": {"delivery.p99": {"most": 1}}}"#,
            "fanout: delivery.p99: most: is neither max nor min"
        ),
        (
            #"{"fanout": {"delivery.p99": {"max": "1"}}}"#,
            "fanout: delivery.p99.max: is not a number"
        ),
        (#"{"fanout": {"delivery.p99": 250}}"#, "fanout: delivery.p99: is not an object"),
        (#"{"fanout": {"rate": {"min": null}}}"#, "fanout.rate.min: is null, not a number"),
        (#"{"fanout": []}"#, "fanout: is not an object"),
        (
            #"{"fanout": {"rate": {}}}"#,
            #"fanout: rate: has no limit: write {"max": 250} or {"min": 10}"#
        ),
        ("{", "is not JSON"),
    ])
    func `that make no sense are named with their place`(json: String, problem: String) {
        let error = #expect(throws: ReportFileError.self) {
            try Thresholds(Data(json.utf8), from: "t.json")
        }
        #expect(error?.description == "t.json: " + problem)
    }

    @Test func `of the repository can be read`() throws {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let limits = try Thresholds.read("/\(root)/loadtest/thresholds.json")
        #expect(limits.scenarios.contains("fanout"))
    }
}
