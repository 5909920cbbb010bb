import ArgumentParser
import Net

/// `loadtest run connect`: what connections cost, and how fast they come to stand.
struct ConnectScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "connect",
        abstract: "Connections at a rate, held: time to the first welcome, memory a connection.",
        discussion: """
            One group of clients for each number of --subscriptions, one after another, all held \
            to the end. Times count from when a connection should have begun.
            """)

    @OptionGroup var target: TargetOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var options: RunOptions

    @Option(help: "Connections of each group.")
    var clients = 2_000

    @Option(
        help: ArgumentHelp(
            "Topics that a client of each group follows, separated by commas.", valueName: "list"))
    var subscriptions = "0,1,5"

    @Option(help: "How long all connections are held.")
    var duration = Seconds(5)

    @Flag(help: "Connect without credentials.")
    var anonymous = false

    private var groups: [Int] {
        subscriptions.split(separator: ",").compactMap { Int($0) }
    }

    func validate() throws {
        try OptionRule.check("clients", clients, in: 1...1_000_000)
        guard groups.count == subscriptions.split(separator: ",").count, !groups.isEmpty,
            groups.count <= 10, groups.allSatisfy({ (0...100).contains($0) })
        else {
            throw ValidationError("--subscriptions must be 1 to 10 numbers from 0 to 100")
        }
    }

    func run() async throws {
        let target = try await target.target()
        try await ScenarioRunner(options: options).run { try await prepare(on: target, $0) }
    }

    func prepare(on target: HubTarget, _ loop: EventLoop) async throws -> PreparedRun {
        var plan = RunPlan("connect", on: target)
        for (id, count) in groups.enumerated() {
            var group = try await fleet.fleet(
                clients, of: PublicTopics.airports(max(count, 1)), perClient: count, on: target)
            group.id = id
            group.firstClient = id * clients
            if anonymous { group.tokens = [] }
            plan.fleets.append(group)
        }
        plan.hold = duration.value
        plan.measuresMemory = true
        plan.settings = [
            .init("clients", "\(clients)"), .init("subscriptions", subscriptions),
            .init("connect-rate", fleet.connectRate), .init("anonymous", "\(anonymous)"),
        ]
        return PreparedRun(plan: plan)
    }
}

/// Topics that anybody may follow.
enum PublicTopics {
    /// Boards of airports that do not exist, so that nothing happens on them.
    static func airports(_ count: Int) -> [String] {
        (0..<count).map { index in
            let letters = [index / 676 % 26, index / 26 % 26, index % 26].map {
                Character(UnicodeScalar(UInt8(ascii: "A") + UInt8($0)))
            }
            return "airport:Q" + String(letters.suffix(2))
        }
    }
}
