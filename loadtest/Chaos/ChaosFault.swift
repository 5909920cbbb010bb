import Glibc
import LocalServices

/// Something that breaks a part of the cluster for a while.
struct ChaosFault: Sendable {
    /// Stable, for the names of figures: `killNodeA`.
    let name: String
    /// For people: `node A killed`.
    let label: String
    /// Breaks it.
    let begin: @Sendable () async throws -> Void
    /// Mends it, as whoever runs the service would.
    let end: @Sendable () async throws -> Void

    init(
        _ name: String, _ label: String, begin: @escaping @Sendable () async throws -> Void,
        end: @escaping @Sendable () async throws -> Void = {}
    ) {
        self.name = name
        self.label = label
        self.begin = begin
        self.end = end
    }
}

extension LocalCluster {
    /// Every fault that a run can be made to meet, in the order in which it does.
    nonisolated func faults(
        _ commands: RedisFaults, _ leadership: LeadershipWatch
    ) -> [ChaosFault] {
        let killed = nodes.map { node in
            ChaosFault("kill" + Self.name(of: node), "\(node.name) killed") {
                await leadership.lose(node) { await node.kill() }
            } end: {
                try await node.start()
            }
        }
        let frozen = nodes.map { node in
            ChaosFault("freeze" + Self.name(of: node), "\(node.name) frozen") {
                await leadership.lose(node) { await node.freeze() }
            } end: {
                await node.thaw()
            }
        }
        return killed + redisFaults(commands) + frozen + postgresFaults() + cuts() + restarts()
    }

    /// Cutting other processes' connections is for root.
    private nonisolated func cuts() -> [ChaosFault] {
        guard geteuid() == 0 else { return [] }
        return [
            ChaosFault("cutClients", "all connections of clients cut") {
                try await self.cutClients()
            }
        ]
    }

    private nonisolated func redisFaults(_ commands: RedisFaults) -> [ChaosFault] {
        let redis = redis
        return [
            ChaosFault("cutRedis", "connections to Redis cut") { try await commands.cut() },
            ChaosFault("killRedis", "Redis killed") {
                await redis.kill()
            } end: {
                try await redis.start()
            },
            ChaosFault("freezeRedis", "Redis frozen") {
                await redis.freeze()
            } end: {
                await redis.thaw()
            },
            ChaosFault("emptyRedis", "Redis emptied") { try await commands.empty() },
            ChaosFault("oldRedis", "Redis restored from an older state") {
                try await commands.keep()
            } end: {
                try await commands.restore()
            },
            ChaosFault("trimRedis", "the log in Redis trimmed to nothing") {
                try await commands.trim()
            },
            ChaosFault("fullRedis", "the memory of Redis full") {
                try await commands.fill()
            } end: {
                try await commands.makeRoom()
            },
            ChaosFault("fullDisk", "the disk of Redis full") {
                try await redis.fillDisk()
            } end: {
                try await redis.freeDisk()
            },
        ]
    }

    private nonisolated func postgresFaults() -> [ChaosFault] {
        let postgres = postgres
        return [
            ChaosFault("cutPostgres", "connections to PostgreSQL cut") {
                await postgres.cutSessions()
            },
            ChaosFault("killPostgres", "PostgreSQL killed") {
                await postgres.kill()
            } end: {
                try await postgres.start()
            },
            ChaosFault("freezePostgres", "PostgreSQL frozen") {
                await postgres.freeze()
            } end: {
                await postgres.thaw()
            },
        ]
    }

    private nonisolated func restarts() -> [ChaosFault] {
        let patience = Duration.seconds(plan.drainSeconds + 20)
        return nodes.map { node in
            ChaosFault("restart" + Self.name(of: node), "\(node.name) restarted by SIGTERM") {
                try await node.terminate(within: patience)
            } end: {
                try await node.start()
            }
        }
    }

    /// `NodeA` of `node A`.
    private static func name(of node: ClusterNode) -> String {
        "Node" + (node.name.split(separator: " ").last ?? "")
    }
}
