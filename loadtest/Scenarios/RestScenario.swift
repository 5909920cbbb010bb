import ArgumentParser
import Net

/// `loadtest run rest`: the read endpoints at a rate.
struct RestScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "rest",
        abstract: "The read endpoints at a rate, open loop; every answer is looked at.")

    @OptionGroup var target: TargetOptions
    @OptionGroup var options: RunOptions

    @Option(help: "Requests a second.")
    var rate = 500.0

    @Option(help: "How long requests are sent.")
    var duration = Seconds(15)

    @Option(help: "Connections.")
    var connections = 32

    private var plan: ReadsPlan {
        ReadsPlan(rate: rate, seconds: duration.value, connections: connections)
    }

    func validate() throws {
        if let complaint = plan.complaint { throw ValidationError(complaint) }
    }

    func run() async throws {
        let target = try await target.target()
        try await ScenarioRunner(options: options).run { try await prepare(on: target, $0) }
    }

    func prepare(on target: HubTarget, _ loop: EventLoop) async throws -> PreparedRun {
        var run = RunPlan("rest", on: target)
        run.loadSeconds = duration.value
        run.settings = [
            .init("rate", rate), .init("duration", duration.description),
            .init("connections", "\(connections)"),
        ]
        let reads = RESTReads(plan, target, on: loop)
        return PreparedRun(plan: run, sources: [ReadLoad(reads, on: loop)])
    }
}
