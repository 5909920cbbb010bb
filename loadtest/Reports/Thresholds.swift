import FoundationEssentials

/// The limits of `loadtest/thresholds.json`: what a run of each scenario must keep to.
struct Thresholds: Sendable, Equatable {
    /// One limit of one measure.
    struct Limit: Sendable, Equatable {
        var measure: String
        var value: Double
        /// At most `value`, else at least.
        var isUpper: Bool
    }

    /// By scenario, each in the order of its measures.
    private(set) var limits: [String: [Limit]] = [:]

    /// The scenarios that have limits, sorted.
    var scenarios: [String] { limits.keys.sorted() }

    /// Reads a file of limits.
    static func read(_ path: String) throws(ReportFileError) -> Thresholds {
        try Thresholds(ReportFile.bytes(of: path), from: path)
    }

    /// Takes `{"fanout": {"delivery.p99": {"max": 250}}}`; `path` is for the error.
    init(_ data: Data, from path: String) throws(ReportFileError) {
        let scenarios: [String: [String: [String: Double]]]
        do {
            scenarios = try JSONDecoder().decode(type(of: scenarios), from: data)
        } catch {
            throw ReportFileError(error, in: path)
        }
        for (scenario, measures) in scenarios {
            for measure in measures.keys.sorted() {
                let bounds = measures[measure] ?? [:]
                limits[scenario, default: []] += try Self.limits(
                    of: measure, bounds, in: path, at: "\(scenario): \(measure)")
            }
        }
    }

    /// The report with a check for each limit of its scenario, whatever checks it had.
    func apply(to report: RunReport) -> RunReport {
        var report = report
        report.checks = (limits[report.scenario] ?? []).map { limit in
            RunReport.Check(
                measure: limit.measure, limit: limit.value, isUpper: limit.isUpper,
                value: report.measure(limit.measure)?.value)
        }
        return report
    }

    private static func limits(
        of measure: String, _ bounds: [String: Double], in path: String, at place: String
    ) throws(ReportFileError) -> [Limit] {
        guard !bounds.isEmpty else {
            throw .malformed(path, at: place, #"has no limit: write {"max": 250} or {"min": 10}"#)
        }
        var limits: [Limit] = []
        for key in bounds.keys.sorted() {
            guard key == "max" || key == "min" else {
                throw .malformed(path, at: "\(place): \(key)", "is neither max nor min")
            }
            guard let value = bounds[key] else { continue }
            limits.append(Limit(measure: measure, value: value, isUpper: key == "max"))
        }
        return limits
    }
}
