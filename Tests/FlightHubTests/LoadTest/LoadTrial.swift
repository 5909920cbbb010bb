import ArgumentParser
import Glibc
import LiveClient
import LocalServices
import Net
import Testing

@testable import loadtest

/// Runs a scenario of the load test on the suite's hub, as its command would, with the workers in
/// this process.
struct LoadTrial {
    /// What the run found.
    let report: RunReport
    /// How often the proxy has done what it should not.
    let proxyFaults: Int

    /// The faults that were found, by name.
    var faults: [String: Int] {
        Dictionary(uniqueKeysWithValues: report.faults.map { ($0.name, $0.count) })
            .filter { $0.value > 0 }
    }

    /// Whether the run has passed; says what went wrong when it has not.
    var isPassed: Bool {
        if !report.isPassed { Issue.record("\(faults), \(report.failures)") }
        return report.isPassed
    }

    /// A figure of the report.
    func figure(_ name: String) -> Double? {
        report.figures.first { $0.name == name }?.value
    }

    /// A run through a proxy with a fault; `isDirect` runs it without one, which reads as fast as
    /// it can.
    ///
    /// `grace` is how many seconds the last events may take, and `redis` where they are published,
    /// instead of the scenario's and the hub's.
    static func of<S: Scenario>(
        _ type: S.Type, _ arguments: [String], through fault: ProxyFault = .none,
        grace: Double? = nil, isDirect: Bool = false, redis: String? = nil
    ) async throws -> LoadTrial {
        let scenario = try type.parse(arguments)
        let hub = try #require(RunningHub.current)
        let tokens = try await TokenSource(secret: RunningHub.secret)
        let trial = { (url: ServerURL) async throws in
            let target = HubTarget(
                url: url, address: "http://\(url.authority)", redis: redis ?? hub.redis.url,
                tokens: tokens, serverPID: getpid())
            return try await run(scenario, on: target, grace: grace)
        }
        if isDirect { return LoadTrial(report: try await trial(hub.url), proxyFaults: 0) }
        let (report, faults) = try await FaultyProxy.run(fault, before: hub.url, trial)
        return LoadTrial(report: report, proxyFaults: faults)
    }

    private static func run(
        _ scenario: some Scenario, on target: HubTarget, grace: Double?
    ) async throws -> RunReport {
        let loop = try EventLoop(name: "loadtest")
        loop.start()
        defer {
            loop.stop()
            loop.join()
        }
        var prepared = try await scenario.prepare(on: target, loop)
        prepared.plan.processes = 2
        if let grace { prepared.plan.grace = grace }
        return try await Run(prepared, workers: .thread, on: loop, show: { _ in }).run()
    }
}
