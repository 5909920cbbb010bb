import ArgumentParser
import Net

/// How agents book, whatever the scenario.
struct RushOptions: ParsableArguments {
    @Option(help: "People who book.")
    var agents = 200

    @Option(help: "Agencies that they sell for; the demo seed has 64.")
    var agencies = 1

    @Option(help: "Flights whose seats they race for.")
    var flights = 20

    @Option(help: "Journeys begun a second.")
    var rate = 50.0

    @Option(help: "How long journeys are begun.")
    var duration = Seconds(20)

    @Option(help: "The share of journeys that race with others for one seat.")
    var contested = 0.2

    @Option(help: "The share of journeys that end with a cancellation.")
    var cancelled = 0.1

    /// The plan of the rush.
    var plan: RushPlan {
        RushPlan(
            agents: agents, agencies: agencies, flights: flights, rate: rate,
            seconds: duration.value, contested: contested, cancelled: cancelled)
    }

    func validate() throws {
        if let complaint = plan.complaint { throw ValidationError(complaint) }
    }

    /// The rush and the flights that it is about, prepared.
    func load(
        on target: HubTarget, _ loop: EventLoop
    ) async throws -> (source: RushLoad, flights: [String]) {
        let rush = BookingRush(plan, target, on: loop)
        let flights = try await rush.prepare()
        return (RushLoad(rush, on: loop), flights)
    }

    /// What the report says of them.
    var settings: [RunReport.Setting] {
        [
            .init("agents", "\(agents)"), .init("agencies", "\(agencies)"),
            .init("flights", "\(flights)"), .init("rate", rate),
            .init("duration", duration.description), .init("contested", contested),
            .init("cancelled", cancelled),
        ]
    }
}
