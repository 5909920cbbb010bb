import ArgumentParser
import FoundationEssentials
import Testing

@testable import loadtest

@Suite struct `Report command` {
    /// The status with which `loadtest report` ends, given a folder with `good`, `slow` and `bad`.
    private func status(_ arguments: String) async throws -> Int32 {
        let folder = FileManager.default.temporaryDirectory.path + "/report-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        var bad = ReportFixture.report()
        bad.faults[0].count = 1
        let reports = [
            ("good", ReportFixture.report()), ("slow", ReportFixture.report(p99: 90_000)),
            ("bad", bad),
        ]
        for (name, report) in reports {
            try ReportFile.encode(report).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        let limits = #"{"fanout": {"delivery.p99": {"max": 50}}}"#
        try Data(limits.utf8).write(to: URL(filePath: folder + "/limits"))
        let words = arguments.split(separator: " ").map {
            $0.hasPrefix("@") ? folder + "/" + $0.dropFirst() : String($0)
        }
        do {
            let command = try ReportCommand.parse(words)
            try await command.run()
            let page = words.firstIndex(of: "--html").map { words[$0 + 1] }
            if let page { #expect(FileManager.default.fileExists(atPath: page)) }
            return 0
        } catch {
            return ReportCommand.exitCode(for: error).rawValue
        }
    }

    @Test(arguments: [
        "@good", "@good @good --html @page", "@slow", "@slow --baseline @good",
        "@slow --baseline @good --max-slowdown 2000", "@good --thresholds @limits",
        "@good --baseline @slow --max-slowdown 0",
    ])
    func `ends with 0 when all runs are good enough`(arguments: String) async throws {
        #expect(try await status(arguments) == 0)
    }

    @Test(arguments: [
        "@bad", "@good @bad", "@slow --thresholds @limits",
        "@slow --baseline @good --max-slowdown 10",
        "@slow --baseline @slow --baseline @good --max-slowdown 10",
    ])
    func `ends with 1 when one is not`(arguments: String) async throws {
        #expect(try await status(arguments) == 1)
    }

    @Test(arguments: [
        "", "@missing", "@limits", "@good --thresholds @good", "@good --baseline @missing",
        "@good --max-slowdown 10", "@good --baseline @good --max-slowdown -1",
        "@good --html /nowhere/page.html", "@good --unknown",
    ])
    func `ends with 64 when what it is given makes no sense`(arguments: String) async throws {
        #expect(try await status(arguments) == 64)
    }
}
