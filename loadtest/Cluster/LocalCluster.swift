import Events
import Glibc
import LiveClient
import LocalServices
import Net

/// A hub of several nodes on this machine, with a PostgreSQL and a Redis of its own.
///
/// All of them are processes that it has started, and they end with it, however it ends. Its data
/// is made anew each time.
actor LocalCluster {
    /// What to start.
    struct Plan: Sendable {
        /// The `flighthub` program.
        var program: String
        /// Where its data and logs go.
        var folder: String
        var nodes = 2
        /// Event loops of each node.
        var loops = 1
        /// Days for which there are flights.
        var days = 4
        /// How long a node lets its clients go.
        var drainSeconds = 10
    }

    nonisolated let plan: Plan
    nonisolated let postgres: LocalPostgres
    nonisolated let redis: LocalRedis
    nonisolated let nodes: [ClusterNode]
    /// The hub as scenarios know it.
    nonisolated let target: HubTarget

    private init(
        _ plan: Plan, _ postgres: LocalPostgres, _ redis: LocalRedis, _ nodes: [ClusterNode],
        _ target: HubTarget
    ) {
        self.plan = plan
        self.postgres = postgres
        self.redis = redis
        self.nodes = nodes
        self.target = target
    }

    /// Starts all of it; returns when every node is ready.
    static func start(_ plan: Plan, on loop: EventLoop) async throws -> LocalCluster {
        let folder = try StateFolder(plan.folder)
        try await folder.clear()
        let postgres = try await LocalPostgres.start(in: folder)
        let redis: LocalRedis
        do {
            redis = try await LocalRedis.start(in: folder)
        } catch {
            await postgres.stop()
            throw error
        }
        do {
            return try await start(plan, folder, postgres, redis, on: loop)
        } catch {
            await redis.stop()
            await postgres.stop()
            throw error
        }
    }

    private static func start(
        _ plan: Plan, _ folder: StateFolder, _ postgres: LocalPostgres, _ redis: LocalRedis,
        on loop: EventLoop
    ) async throws -> LocalCluster {
        let secret = "\(UniqueID.random())\(UniqueID.random())"
        let agency = UniqueID.random()
        let setup = ClusterSetup(
            plan: plan, folder: folder.path, database: postgres.connectionString,
            redis: redis.url, secret: secret)
        try await setup.prepareDatabase(agency: agency)
        let nodes = try setup.nodes(on: loop)
        do {
            for node in nodes { try await node.start() }
            var target = HubTarget(
                url: nodes[0].url, address: "http://" + nodes[0].url.authority, redis: redis.url,
                tokens: try await TokenSource(secret: secret))
            target.nodes = nodes.dropFirst().map(\.url)
            target.agency = agency
            return LocalCluster(plan, postgres, redis, nodes, target)
        } catch {
            for node in nodes { await node.kill() }
            throw error
        }
    }

    /// Resets every connection to the nodes, at both its ends.
    func cutClients() async throws {
        let ports = nodes.compactMap { $0.url.authority.split(separator: ":").last }
            .map { "sport = :\($0)" }.joined(separator: " or ")
        let log = plan.folder + "/ss.log"
        let process = try await ChildProcess.launch(
            ChildProcess.Command(
                running: "/usr/bin/env", ["ss", "-HKtn", "state", "established", "( \(ports) )"],
                environment: [], in: "/", log: log))
        let status = await process.wait(within: .seconds(20))
        guard status == .exited(0) else {
            process.signal(SIGKILL)
            throw ClusterFailure.command(
                "ss -K", status.map { "\($0)" } ?? "no end within 20 s", log: log)
        }
    }

    /// Ends all of it.
    func stop() async {
        for node in nodes { await node.stop() }
        await redis.thaw()
        await redis.stop()
        await postgres.thaw()
        await postgres.stop()
    }
}
