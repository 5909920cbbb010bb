import Events
import Histogram

extension Run {
    /// What the run found.
    func report(_ outcomes: [LoadOutcome], startedAt: Timestamp) -> RunReport {
        let total = tallies.values.reduce(into: FleetTally()) { $0.add($1) }
        return RunReport(
            scenario: plan.scenario, startedAt: startedAt.description, seconds: load?.seconds ?? 0,
            target: plan.url, machine: .here(), options: plan.settings,
            latencies: latencies + outcomes.flatMap(\.latencies),
            figures: figures(total) + outcomes.flatMap(\.figures),
            faults: faults(total) + outcomes.flatMap(\.faults),
            failures: failures(total) + outcomes.flatMap(\.failures), samples: samples)
    }

    private var latencies: [RunReport.Latency] {
        var all: [(String, String, Histogram<UInt64>)] = [
            ("delivery", "event to frame", times.delivery),
            ("slowDelivery", "event to frame, slow readers", times.slow),
            ("connect", "connect to welcome", times.connect),
            ("standing", "connect to subscribed", times.standing),
            ("resume", "connection lost to subscribed again", times.resume),
            ("catchUp", "let back to all that was missed", times.catchUp),
        ]
        if plan.expectsBreaks {
            all.append(("overdue", "the same, less the pause that was set", times.overdue))
            all.append(("stale", "shown as out of date", times.stale))
        }
        let phases = times.phases.map { phase, delivery in
            (phase.name, "event to frame: \(phase.label)", delivery)
        }
        return (all + phases).filter { $0.2.totalCount > 0 }
            .map { RunReport.Latency($0.0, $0.1, $0.2) }
    }

    // MARK: - Figures

    private func figures(_ total: FleetTally) -> [RunReport.Figure] {
        guard !plan.fleets.isEmpty else { return [] }
        var figures = [
            RunReport.Figure(
                name: "clients", label: "clients", value: Double(plan.clients), unit: "")
        ]
        figures += stormFigures
        figures += loadFigures()
        if plan.measuresMemory {
            for stage in stages {
                figures += Self.figures(of: stage, isOnly: stages.count == 1)
            }
        }
        if plan.watchesGrowth { figures += Growth(of: samples).figures }
        if let slowdown { figures.append(slowdown) }
        let counts: [(String, String, Int)] = [
            ("cuts", "connections cut by the clients", total.cuts),
            ("slowCloses", "slow readers closed with 4429", slowCloses(total)),
            ("slowCuts", "slow readers cut off before they had read that", slowCuts(total)),
            ("restarts", "topics told to start again", total.restarts),
            ("putOff", "handshakes put off with 503", total.interruptions[Self.putOff] ?? 0),
            ("breaks", "connections that broke", breaks(total)),
            ("filledGaps", "gaps that clients saw and had filled", filledGaps(total)),
        ]
        figures += counts.filter { $0.2 > 0 }.map {
            RunReport.Figure(name: $0.0, label: $0.1, value: Double($0.2), unit: "")
        }
        return figures
    }

    /// How much slower the worst phase was than the first.
    private var slowdown: RunReport.Figure? {
        let p99s = times.phases.map { Double($0.delivery.valueAtPercentile(99)) }
        guard p99s.count > 1, p99s[0] > 0, let worst = p99s.dropFirst().max() else { return nil }
        return RunReport.Figure(
            name: "slowdown", label: "p99 of the worst phase, by that of the first",
            value: worst / p99s[0], unit: "")
    }

    private func loadFigures() -> [RunReport.Figure] {
        guard let load, load.frames > 0, load.seconds > 0 else { return [] }
        var figures = [
            RunReport.Figure(
                name: "frames", label: "frames delivered", value: Double(load.frames), unit: "")
        ]
        // One process says nothing of what the others spend.
        if let cpu = load.cpu, plan.fleets.allSatisfy({ $0.nodes.isEmpty }) {
            figures.append(
                RunReport.Figure(
                    name: "cpuPerDelivery", label: "server CPU a delivery",
                    value: Double(cpu) / Double(load.frames), unit: "µs"))
        }
        return figures
    }

    private static func figures(of stage: RunStage, isOnly: Bool) -> [RunReport.Figure] {
        let topics = stage.fleet.perClient
        let suffix = isOnly ? "" : "\(topics)"
        let label = isOnly ? "" : ", \(topics) subscriptions"
        var figures: [RunReport.Figure] = []
        if let before = stage.serverBefore, let after = stage.serverAfter {
            figures.append(
                RunReport.Figure(
                    name: "memoryPerConnection" + suffix,
                    label: "server memory a connection" + label,
                    value: Double(after - before) / Double(stage.fleet.clients), unit: "bytes"))
        }
        figures.append(
            RunReport.Figure(
                name: "ownMemoryPerConnection" + suffix,
                label: "load test's memory a connection" + label,
                value: Double(stage.ownAfter - stage.ownBefore) / Double(stage.fleet.clients),
                unit: "bytes"))
        return figures
    }

    // MARK: - What went wrong

    private func slowCloses(_ total: FleetTally) -> Int {
        total.slowInterruptions[Self.slowClose] ?? 0
    }

    /// Whether a connection may end so: a crowd that comes back at once is to be put off.
    private func isExpected(_ reason: String) -> Bool {
        plan.expectsBreaks || (plan.storm != nil && reason == Self.putOff)
    }

    private static let putOff = "refused with 503"

    private func breaks(_ total: FleetTally) -> Int {
        plan.expectsBreaks ? total.interruptions.values.reduce(0, +) : 0
    }

    private func filledGaps(_ total: FleetTally) -> Int {
        plan.expectsBreaks ? total.missedInPlace : 0
    }

    private func slowCuts(_ total: FleetTally) -> Int {
        total.slowInterruptions.values.reduce(0, +) - slowCloses(total)
    }

    private static let slowClose = "closed with 4429"

    private func faults(_ total: FleetTally) -> [RunReport.Fault] {
        guard !plan.fleets.isEmpty else { return [] }
        let faults = allFaults(total)
        return plan.expectsBreaks
            ? faults.filter { !["missedInPlace", "restarts"].contains($0.name) } : faults
    }

    private func allFaults(_ total: FleetTally) -> [RunReport.Fault] {
        [
            RunReport.Fault(name: "lost", label: "events lost", count: verdict.lost),
            RunReport.Fault(name: "doubled", label: "events doubled", count: total.doubled),
            RunReport.Fault(
                name: "outOfOrder", label: "events out of order", count: total.outOfOrder),
            RunReport.Fault(
                name: "missedInPlace",
                label: "gaps (events missing in their place, asked for again)",
                count: total.missedInPlace),
            RunReport.Fault(
                name: "foreign", label: "events that the history lacks", count: verdict.foreign),
            RunReport.Fault(
                name: "unrecorded", label: "events published that the history lacks",
                count: verdict.unrecorded),
            RunReport.Fault(
                name: "wrongView", label: "clients whose state is not the database's",
                count: verdict.wrongViews),
            RunReport.Fault(
                name: "unreadable", label: "messages that make no sense", count: total.unreadable),
            RunReport.Fault(
                name: "neverStood", label: "subscriptions that never stood",
                count: verdict.neverStood),
            RunReport.Fault(
                name: "restarts", label: "topics told to start again", count: total.restarts),
        ]
    }

    private func failures(_ total: FleetTally) -> [RunReport.Failure] {
        var reasons = total.endings
        if plan.expectsSlowCloses, total.slowInterruptions.isEmpty {
            reasons["no slow reader was slow enough: raise --rate, --size or --duration"] = 1
        }
        for (reason, count) in total.interruptions where !isExpected(reason) {
            reasons["a connection ended " + reason, default: 0] += count
        }
        reasons.merge(failures, uniquingKeysWith: +)
        return reasons.sorted { $0.key < $1.key }.map {
            RunReport.Failure(reason: $0.key, count: $0.value)
        }
    }
}
