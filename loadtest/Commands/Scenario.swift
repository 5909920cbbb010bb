import ArgumentParser
import Net

/// A command that runs a scenario on a hub.
protocol Scenario: AsyncParsableCommand {
    /// What the run does to `target`, with the load made for `loop`.
    func prepare(on target: HubTarget, _ loop: EventLoop) async throws -> PreparedRun
}

/// A run that can begin.
struct PreparedRun {
    var plan: RunPlan
    /// What puts the load on; made for the loop of the run.
    var sources: [any LoadSource] = []
}
