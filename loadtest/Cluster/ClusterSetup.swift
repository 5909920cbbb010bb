import Events
import LiveClient
import LocalServices
import Net

/// What the programs of a cluster are told, and what their database needs to hold.
struct ClusterSetup {
    let plan: LocalCluster.Plan
    let folder: String
    let database: String
    let redis: String
    let secret: String

    /// Makes the schema, the flights and an agency that agents can sell for.
    ///
    /// A `serve` refuses a database with demo accounts, and the agency of those is the only one
    /// that a command makes; so this one is put there by SQL.
    func prepareDatabase(agency: UniqueID) async throws {
        try await run("flighthub migrate", plan.program, ["migrate"])
        try await run("flighthub seed", plan.program, ["seed"])
        try await run(
            "psql", "/usr/bin/env",
            [
                "psql", "-qX", "-v", "ON_ERROR_STOP=1", database, "-c",
                "INSERT INTO agency (id, name, currency, balance) "
                    + "VALUES ('\(agency)', 'Load Test', 'EUR', 0)",
            ])
    }

    /// The nodes, which are not started yet.
    func nodes(on loop: EventLoop) throws -> [ClusterNode] {
        var port: UInt16 = 8_301
        return try (0..<plan.nodes).map { index in
            port = try Self.freePort(from: port)
            defer { port += 1 }
            guard let url = ServerURL(parsing: "http://127.0.0.1:\(port)") else {
                throw ClusterFailure.noPort
            }
            let letter = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index % 26)))
            let log = folder + "/node-\(letter.lowercased()).log"
            let command = ChildProcess.Command(
                running: plan.program, ["serve"],
                environment: environment + ["PORT=\(port)", "HOST=127.0.0.1"],
                in: folder, log: log)
            return ClusterNode("node \(letter)", at: url, command, log: log, on: loop)
        }
    }

    private var environment: [String] {
        [
            "DATABASE_URL=\(database)", "REDIS_URL=\(redis)", "JWT_SECRET=\(secret)",
            "LOOPS=\(plan.loops)", "SCHEDULE_DAYS=\(plan.days)",
            "DRAIN_SECONDS=\(plan.drainSeconds)",
        ]
    }

    private func run(_ name: String, _ program: String, _ arguments: [String]) async throws {
        let log = folder + "/setup.log"
        let process = try await ChildProcess.launch(
            ChildProcess.Command(
                running: program, arguments, environment: environment, in: folder, log: log))
        let status = await process.wait(within: .seconds(180))
        guard status == .exited(0) else {
            process.signal(9)
            throw ClusterFailure.command(
                name, status.map { "\($0)" } ?? "no end within 180 s", log: log)
        }
    }

    /// Below the ports that the system gives to clients: one of those may be taken by a client while
    /// its node is away.
    private static func freePort(from first: UInt16) throws -> UInt16 {
        for port in first..<9_000 {
            if (try? Socket.probeTCP(host: "127.0.0.1", port: port)) != nil { return port }
        }
        throw ClusterFailure.noPort
    }
}
