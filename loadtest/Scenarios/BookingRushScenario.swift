import Accounts
import ArgumentParser
import Net

/// `loadtest run booking-rush`: agents race for seats while dashboards watch.
struct BookingRushScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "booking-rush",
        abstract: "Agents race for the seats of a few flights over REST while dashboards watch.",
        discussion: """
            A journey is lock, book, pay, and for some cancel. No seat may be sold twice, and in \
            the end the hub's bookings, its seat maps and every dashboard must agree. The time to \
            a frame counts from X-Committed-At, the hub's clock right after COMMIT: run it on the \
            hub's machine.
            """)

    @OptionGroup var target: TargetOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var rush: RushOptions
    @OptionGroup var options: RunOptions

    @Option(help: "Dashboards; each follows the seats of one flight.")
    var dashboards = 500

    func validate() throws {
        try OptionRule.check("dashboards", dashboards, in: 1...1_000_000)
    }

    func run() async throws {
        let target = try await target.target()
        try await ScenarioRunner(options: options).run { try await prepare(on: target, $0) }
    }

    func prepare(on target: HubTarget, _ loop: EventLoop) async throws -> PreparedRun {
        var plan = RunPlan("booking-rush", on: target)
        plan.auditToken = try await target.tokens.token(as: .admin)
        plan.loadSeconds = rush.duration.value
        plan.settings = [.init("dashboards", "\(dashboards)")] + rush.settings
        let load = try await rush.load(on: target, loop)
        plan.fleets = [try await fleet.dashboards(dashboards, of: load.flights, on: target)]
        return PreparedRun(plan: plan, sources: [load.source])
    }
}

extension FleetOptions {
    /// Dashboards that hold the seats of one flight each.
    func dashboards(
        _ count: Int, of flights: [String], on target: HubTarget
    ) async throws -> FleetPlan {
        var plan = try await fleet(
            count, of: flights.map { "seats:" + $0 }, perClient: 1, on: target)
        plan.takesSnapshot = true
        plan.keepsViews = true
        return plan
    }
}
