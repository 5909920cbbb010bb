import ArgumentParser
import Net

/// Carries out a scenario's run, and shows, judges and files what it found.
struct ScenarioRunner {
    let options: RunOptions

    /// Makes the plan of the run, and the load on a loop.
    typealias Preparation = (EventLoop) async throws -> PreparedRun

    /// Runs what `prepare` makes; ends the command with its exit code when the run did not pass.
    func run(_ prepare: Preparation) async throws {
        let limits: Thresholds?
        var baselines: [RunReport]
        do throws(ReportFileError) {
            limits = try options.limits()
            baselines = []
            if let path = options.baseline { baselines.append(try ReportFile.read(path)) }
        } catch {
            throw ValidationError(error.description)
        }
        let report = try await report(prepare)
        try show(
            Comparison(
                limits?.apply(to: report) ?? report, among: baselines,
                maxSlowdown: options.maxSlowdown))
    }

    /// What the system must allow.
    private func check(_ plan: RunPlan) throws {
        let limit = DescriptorLimit.raise()
        let needed = plan.clients / options.processes + 64
        guard limit >= max(needed, plan.otherDescriptors + 64) else {
            throw ValidationError(
                "\(plan.clients) clients in \(options.processes) processes need \(needed) "
                    + "descriptors each, and \(limit) are allowed: use more --processes")
        }
    }

    private func report(_ prepare: Preparation) async throws -> RunReport {
        let loop = try EventLoop(name: "loadtest")
        loop.start()
        var prepared = try await prepare(loop)
        prepared.plan.processes = options.processes
        try check(prepared.plan)
        let line = LiveLineScreen()
        let run = try await Run(prepared, on: loop) { progress in
            line.show(progress)
        }
        do {
            let report = try await run.run()
            line.finish()
            return report
        } catch {
            line.finish()
            throw error
        }
    }

    private func show(_ comparison: Comparison) throws {
        print("\n" + SummaryTable(comparison).text)
        do throws(ReportFileError) {
            let paths = try ReportFile.write(comparison, into: options.output)
            print("\nReport: \(paths.page)\n        \(paths.json)")
        } catch {
            throw ValidationError(error.description)
        }
        if !comparison.isPassed { throw ExitCode.failure }
    }
}
