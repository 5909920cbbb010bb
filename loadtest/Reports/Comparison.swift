/// A run, the earlier run that it is held against, and whether it is good enough.
struct Comparison: Sendable, Equatable {
    let report: RunReport
    /// The earlier run of the same scenario; nil when there is none.
    let baseline: RunReport?
    /// By how many percent the run may be slower than the baseline; nil when any is accepted.
    let maxSlowdown: Double?

    /// Holds a run against the last of `baselines` that ran the same scenario.
    init(_ report: RunReport, among baselines: [RunReport] = [], maxSlowdown: Double? = nil) {
        self.report = report
        baseline = baselines.last { $0.scenario == report.scenario }
        self.maxSlowdown = maxSlowdown
    }

    var isPassed: Bool { complaints.isEmpty }

    /// Why it is not good enough, a line each: the run's own faults first, then what got slower.
    var complaints: [String] { report.complaints + slowdowns }

    /// The baseline's distribution of the same name, if it has one with values in it.
    func before(_ latency: RunReport.Latency) -> RunReport.Latency? {
        baseline?.latencies.first { $0.name == latency.name && $0.count > 0 }
    }

    /// The baseline's figure of the same name, if it is in the same unit.
    func before(_ figure: RunReport.Figure) -> RunReport.Figure? {
        baseline?.figures.first { $0.name == figure.name && $0.unit == figure.unit }
    }

    /// What got slower or dearer by more than is allowed: p50 and p99, and figures that have an aim.
    private var slowdowns: [String] {
        guard let maxSlowdown, let baseline else { return [] }
        let latencies = baseline.latencies.filter { $0.count > 0 }
            .flatMap { [("\($0.name).p50", Aim.lower), ("\($0.name).p99", Aim.lower)] }
        let figures = baseline.figures.map { ($0.name, Aim(unit: $0.unit)) }
            .filter { $0.1 != .none }
        return (latencies + figures).compactMap { measure, aim in
            slowdown(measure, aim, from: baseline, most: maxSlowdown)
        }
    }

    private func slowdown(
        _ measure: String, _ aim: Aim, from baseline: RunReport, most: Double
    ) -> String? {
        guard let old = baseline.measure(measure) else { return nil }
        guard let new = report.measure(measure), new.unit == old.unit else {
            return "\(measure) was not measured, but it is in the baseline"
        }
        guard let change = Change(from: old.value, to: new.value) else {
            // From nothing to something: no percentage says how much worse that is.
            return aim == .lower ? "\(measure) was 0 in the baseline, now \(new.text)" : nil
        }
        guard aim.worsening(change) > most else { return nil }
        return "\(measure) is \(new.text), in the baseline \(old.text): \(change.text), "
            + "allowed are \(Quantity(most, "%").text)"
    }
}
