import ArgumentParser

/// `loadtest report`: reads reports again, judges them, and makes a page of them.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Shows the reports of earlier runs, compares them, and makes a page of them.",
        discussion: """
            Exits with 0 when all runs passed, with 1 when one failed, missed a limit or got \
            slower than --max-slowdown allows, and with 64 when a file or an option makes no sense.
            """)

    @Argument(help: "JSON files that loadtest run wrote.")
    var files: [String]

    @Option(help: "An earlier report to compare with, by scenario; may be given again.")
    var baseline: [String] = []

    @Option(help: "Limits to judge by, instead of those that the run was judged by.")
    var thresholds: String?

    @Option(help: "The page to write.")
    var html: String?

    @Option(help: "Percent by which p50, p99 and costs may exceed the baseline.")
    var maxSlowdown: Double?

    func validate() throws {
        guard let maxSlowdown else { return }
        guard maxSlowdown >= 0, maxSlowdown.isFinite else {
            throw ValidationError("--max-slowdown must be 0 or more")
        }
        guard !baseline.isEmpty else {
            throw ValidationError("--max-slowdown needs a --baseline")
        }
    }

    func run() async throws {
        let comparisons: [Comparison]
        do {
            comparisons = try compare()
            if let html { try ReportFile.write(ReportPage(comparisons), to: html) }
        } catch {
            throw ValidationError(error.description)
        }
        print(
            comparisons.map { SummaryTable($0).text }
                .joined(separator: "\n\n" + String(repeating: "─", count: 80) + "\n\n"))
        if let html { print("\nPage: \(html)") }
        if !comparisons.allSatisfy(\.isPassed) { throw ExitCode.failure }
    }

    private func compare() throws(ReportFileError) -> [Comparison] {
        let limits = try thresholds.map { path throws(ReportFileError) in
            try Thresholds.read(path)
        }
        var earlier: [RunReport] = []
        for path in baseline { earlier.append(try ReportFile.read(path)) }
        var comparisons: [Comparison] = []
        for path in files {
            let report = try ReportFile.read(path)
            comparisons.append(
                Comparison(
                    limits?.apply(to: report) ?? report, among: earlier, maxSlowdown: maxSlowdown))
        }
        return comparisons
    }
}
