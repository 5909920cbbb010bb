import Accounts
import ArgumentParser
import Net

/// `loadtest run soak`: a mix at a moderate rate, for as long as asked.
struct SoakScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract: "Everything at once at a moderate rate, watching memory and descriptors grow.",
        discussion: """
            Dashboards watch seats while agents book, subscribers of many topics come and go, a \
            few of them read slowly, and the REST interface is read. Growth compares the server in \
            the last tenth of the run with the second tenth.
            """)

    @OptionGroup var target: TargetOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var options: RunOptions

    @Option(help: "Dashboards that watch the seats of flights.")
    var dashboards = 500

    @Option(help: "Subscribers that come and go.")
    var clients = 500

    @Option(help: "The mean life of a connection.")
    var lifetime = Seconds(60)

    @Option(help: "Events published a second.")
    var rate = 20.0

    @Option(help: "Journeys of agents begun a second.")
    var bookings = 2.0

    @Option(help: "REST requests a second.")
    var reads = 50.0

    @Option(help: "How long all of it goes on.")
    var duration = Seconds(300)

    func validate() throws {
        try OptionRule.check("dashboards", dashboards, in: 1...1_000_000)
        try OptionRule.check("clients", clients, in: 1...1_000_000)
        try OptionRule.check("rate", rate, upTo: 10_000)
        if let complaint = rush.complaint ?? reading.complaint {
            throw ValidationError(complaint)
        }
    }

    private var rush: RushPlan {
        RushPlan(
            agents: 100, flights: 30, rate: bookings, seconds: duration.value, cancelled: 0.9)
    }

    private var reading: ReadsPlan { ReadsPlan(rate: reads, seconds: duration.value) }

    func run() async throws {
        let target = try await target.target()
        try await ScenarioRunner(options: options).run { try await prepare(on: target, $0) }
    }

    func prepare(on target: HubTarget, _ loop: EventLoop) async throws -> PreparedRun {
        let topics = FreshTopics.lossless(20)
        var plan = RunPlan("soak", on: target)
        plan.auditToken = try await target.tokens.token(as: .admin)
        plan.loadSeconds = duration.value
        plan.grace = 60
        plan.watchesGrowth = true
        plan.settings = [
            .init("dashboards", "\(dashboards)"), .init("clients", "\(clients)"),
            .init("lifetime", lifetime.description), .init("rate", rate),
            .init("bookings", bookings), .init("reads", reads),
            .init("duration", duration.description),
        ]
        let sources = try await sources(&plan, topics, target, loop)
        return PreparedRun(plan: plan, sources: sources)
    }

    private func sources(
        _ plan: inout RunPlan, _ topics: [String], _ target: HubTarget, _ loop: EventLoop
    ) async throws -> [any LoadSource] {
        let booking = BookingRush(rush, target, on: loop)
        let flights = try await booking.prepare()
        plan.fleets = [
            try await fleet.dashboards(dashboards, of: flights, on: target),
            try await restless(topics, on: target),
        ]
        let publish = Publisher.Plan(
            topics: topics, rate: rate, seconds: duration.value, size: 400, door: .ingress)
        return [
            RushLoad(booking, on: loop),
            try PublishOptions.publisher(publish, for: target, on: loop),
            ReadLoad(RESTReads(reading, target, on: loop), on: loop),
        ]
    }

    /// Clients that come and go, and of which some read slowly.
    private func restless(_ topics: [String], on target: HubTarget) async throws -> FleetPlan {
        var restless = try await fleet.fleet(clients, of: topics, perClient: 1, on: target)
        restless.id = 1
        restless.firstClient = dashboards
        restless.churn = FleetPlan.Churn(meanLifetimeSeconds: lifetime.value)
        restless.slow = FleetPlan.Slow(each: 25, bytesPerSecond: 4_000)
        return restless
    }
}
