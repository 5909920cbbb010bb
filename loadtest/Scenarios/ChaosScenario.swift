import Accounts
import ArgumentParser
import LocalServices
import Net

/// `loadtest run chaos`: everything breaks, one thing after another, under load.
struct ChaosScenario: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos",
        abstract: "Nodes, Redis and PostgreSQL are killed, frozen, emptied and filled under load.",
        discussion: """
            It starts nodes of its own, on a PostgreSQL and a Redis of their own, and ends nothing \
            but these. Agents book all the while; dashboards hold the seats of a flight each, and \
            a crowd that reads slowly and comes and goes follows airlines. Each fault is mended \
            after some seconds, and the next comes when all is well again and the journeys that \
            piled up are made. In the end every \
            client must have got every event once and in order, every dashboard must show the \
            database's state, and no seat may be sold twice. Between the faults the clients that \
            are neither slow nor coming back must get what is committed soon, and when the node \
            that gives events their order is killed or frozen another one must do it soon. Only \
            root can cut the connections of the clients (ss -K); for others that fault is left out.
            """)

    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var options: RunOptions

    @Option(help: "Clients: three quarters dashboards, the others slow or coming and going.")
    var clients = 2_000

    @Option(help: "Journeys begun a second.")
    var rate = 50.0

    @Option(help: "Flights whose seats are booked.")
    var flights = 100

    @Option(help: "Minutes of faults; a minute meets the first ones only.")
    var minutes = 5.0

    @Option(
        help: ArgumentHelp(
            """
            Only faults whose name holds it, as kill or Redis. A limit of what they do not measure \
            is not met.
            """, valueName: "part"))
    var only: String?

    func validate() throws {
        try OptionRule.check("clients", clients, in: 8...100_000)
        try OptionRule.check("flights", flights, in: 1...300)
        try OptionRule.check("rate", rate, upTo: 1_000)
        try OptionRule.check("minutes", minutes, upTo: 600)
    }

    func run() async throws {
        try await cluster.withCluster { cluster in
            let stage = ChaosStage()
            do {
                try await ScenarioRunner(options: options)
                    .run { try await prepare(cluster, stage, $0) }
            } catch {
                await stage.tell()
                throw error
            }
            await stage.tell()
        }
    }

    private func prepare(
        _ cluster: LocalCluster, _ stage: ChaosStage, _ loop: EventLoop
    ) async throws -> PreparedRun {
        let target = cluster.target
        let commands = try RedisFaults(at: cluster.redis.url, on: loop)
        let admin = try await target.tokens.token(as: .admin)
        let leadership = LeadershipWatch(over: cluster.nodes, asking: admin, on: loop)
        let faults = cluster.faults(commands, leadership)
            .filter { fault in
                only.map { fault.name.lowercased().contains($0.lowercased()) } ?? true
            }
        guard !faults.isEmpty else { throw ValidationError("--only: no fault has such a name") }
        let pace = ChaosStorm.Pace(seconds: minutes * 60, faults: faults.count)
        let rush = BookingRush(rushPlan(pace), target, on: loop)
        let booked = try await rush.prepare()
        let airlines = await rush.airlines

        var plan = RunPlan("chaos", on: target)
        plan.fleets = try await fleets(booked, airlines, on: target)
        plan.auditToken = admin
        plan.loadSeconds = pace.seconds + 20
        plan.grace = 60
        plan.expectsBreaks = true
        plan.settings =
            [
                .init("clients", "\(clients)"), .init("rate", rate),
                .init("flights", "\(flights)"), .init("minutes", minutes),
            ] + self.cluster.settings
        let storm = ChaosStorm(
            of: faults, pace, steady: plan.fleets[0], leadership: leadership, on: loop,
            backlog: { [usual = Int(rate / 10)] in await rush.inFlight - usual }
        ) {
            await rush.acknowledged
        }
        stage.storm = storm
        let load = RushLoad(rush, on: loop, brokenOnPurposeUntil: { await storm.over() })
        return PreparedRun(plan: plan, sources: [load, storm])
    }

    private func rushPlan(_ pace: ChaosStorm.Pace) -> RushPlan {
        var plan = RushPlan()
        plan.flights = flights
        plan.rate = rate
        plan.seconds = pace.seconds + 10
        // While a part is away journeys pile up, and that is nobody's fault.
        plan.inFlightLimit = 20_000
        return plan
    }

    private func fleets(
        _ booked: [String], _ airlines: [String], on target: HubTarget
    ) async throws -> [FleetPlan] {
        let restless = clients / 4
        var dashboards = try await fleet.dashboards(clients - restless, of: booked, on: target)
        dashboards.failsOver = true
        dashboards.tellsCommitTimes = true
        var others = try await fleet.fleet(
            restless, of: airlines.map { "airline:" + $0 }, perClient: 1, on: target)
        others.id = 1
        others.firstClient = clients - restless
        others.failsOver = true
        others.churn = FleetPlan.Churn(meanLifetimeSeconds: 10)
        others.slow = FleetPlan.Slow(each: 2, bytesPerSecond: 2_000)
        return [dashboards, others]
    }
}

/// What a chaos run tells when it is over, also when it failed.
private final class ChaosStage {
    var storm: ChaosStorm?

    func tell() async {
        guard let storm else { return }
        print("\n" + (await storm.table))
    }
}
