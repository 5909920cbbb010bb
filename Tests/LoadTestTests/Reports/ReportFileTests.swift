import FoundationEssentials
import Testing

@testable import loadtest

@Suite struct `Report file` {
    @Test func `is read back as it was written`() throws {
        var report = ReportFixture.report()
        report.checks = [.init(measure: "nothing", limit: 5, isUpper: true, value: nil)]
        report.samples.append(ReportFixture.sample(at: 6, p99: nil))
        #expect(try ReportFile.decode(ReportFile.encode(report), from: "x.json") == report)
    }

    @Test func `keeps a figure that is no number`() throws {
        var report = ReportFixture.report()
        report.figures[0].value = .infinity
        let read = try ReportFile.decode(ReportFile.encode(report), from: "x.json")
        #expect(read.figures[0].value == .infinity)
    }

    @Test func `has its keys sorted, one a line`() throws {
        let text = String(decoding: try ReportFile.encode(ReportFixture.report()), as: UTF8.self)
        let keys = text.split(separator: "\n").filter { $0.hasPrefix("  \"") }
        #expect(keys.count == 12)
        #expect(keys == keys.sorted())
        #expect(text.hasSuffix("}\n"))
    }

    @Test func `is named for the scenario and the second`() {
        #expect(ReportFile.name(of: ReportFixture.report()) == "fanout-20261121-144326")
        let odd = ReportFixture.report(scenario: "../a b")
        #expect(ReportFile.name(of: odd) == "---a-b-20261121-144326")
    }

    private func problem(_ edit: (String) -> String) throws -> String {
        let text = String(decoding: try ReportFile.encode(ReportFixture.report()), as: UTF8.self)
        let edited = edit(text)
        #expect(edited != text)
        let error = #expect(throws: ReportFileError.self) {
            try ReportFile.decode(Data(edited.utf8), from: "x.json")
        }
        return error?.description ?? ""
    }

    @Test func `says where it is wrong`() throws {
        #expect(
            try problem { $0.replacing("\"p99\" : 8400,", with: "") }
                == "x.json: latencies[0].p99: is missing")
        #expect(
            try problem { $0.replacing("\"cores\" : 2", with: "\"cores\" : \"two\"") }
                == "x.json: machine.cores: is not a number")
        #expect(
            try problem { $0.replacing("\"seconds\" : 60.04", with: "\"seconds\" : null") }
                == "x.json: seconds: is null, not a number")
        #expect(try problem { String($0.prefix(40)) } == "x.json: is not JSON")
        #expect(try problem { _ in "[]" } == "x.json: is not an object")
    }

    @Test func `is written beside its page, into a folder that is made`() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/reports-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let comparison = Comparison(ReportFixture.report())
        let files = try ReportFile.write(comparison, into: folder + "/new")
        #expect(files.json == folder + "/new/fanout-20261121-144326.json")
        #expect(try ReportFile.read(files.json) == comparison.report)
        let page = try ReportFile.bytes(of: files.page)
        #expect(String(decoding: page, as: UTF8.self) == ReportPage([comparison]).html)
    }

    @Test func `that is not there is named`() {
        let error = #expect(throws: ReportFileError.self) { try ReportFile.read("/nowhere/x.json") }
        #expect(error?.description == "/nowhere/x.json: cannot be read: no such file")
    }
}
