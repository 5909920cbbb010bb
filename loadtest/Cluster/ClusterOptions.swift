import ArgumentParser
import FoundationEssentials
import LiveClient
import Net

/// How the scenarios that break nodes start a hub of their own.
struct ClusterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The flighthub program (default: the one beside loadtest).", valueName: "file"))
    var hub: String?

    @Option(help: ArgumentHelp("Where its data and logs go.", valueName: "folder"))
    var cluster = ".loadtest/nodes"

    @Option(help: "Nodes, on a PostgreSQL and a Redis of their own.")
    var nodes = 2

    @Option(help: "Event loops of each node.")
    var loops = 1

    @Option(help: "Seconds over which a node lets its clients go.")
    var drain = 10

    func validate() throws {
        try OptionRule.check("nodes", nodes, in: 2...8)
        try OptionRule.check("loops", loops, in: 1...64)
        try OptionRule.check("drain", drain, in: 1...120)
    }

    /// Lends a cluster that was started for this run, and ends it.
    func withCluster(
        _ body: (LocalCluster) async throws -> Void
    ) async throws {
        let loop = try EventLoop(name: "cluster")
        loop.start()
        defer { loop.stop() }
        print("starting \(nodes) nodes with their own PostgreSQL and Redis (logs: \(cluster))")
        let running = try await LocalCluster.start(plan(), on: loop)
        do {
            try await body(running)
        } catch {
            await running.stop()
            throw error
        }
        await running.stop()
    }

    private func plan() throws -> LocalCluster.Plan {
        let program = try program()
        var plan = LocalCluster.Plan(program: program, folder: cluster)
        plan.nodes = nodes
        plan.loops = loops
        plan.drainSeconds = drain
        return plan
    }

    private func program() throws -> String {
        let files = FileManager.default
        let own = try files.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let beside = own.split(separator: "/").dropLast().map { "/" + $0 }.joined()
        let asked = hub.map { $0.hasPrefix("/") ? $0 : files.currentDirectoryPath + "/" + $0 }
        let program = asked ?? beside + "/flighthub"
        guard files.isExecutableFile(atPath: program) else {
            throw ValidationError("--hub: \(program) is no program; `make build` makes it")
        }
        return program
    }

    /// What the report says of them.
    var settings: [RunReport.Setting] {
        [
            .init("nodes", "\(nodes)"), .init("loops", "\(loops)"), .init("drain", "\(drain)"),
        ]
    }
}
