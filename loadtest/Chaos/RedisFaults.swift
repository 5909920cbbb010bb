import Net
import Relay

/// What can happen to a Redis that goes on running. *(loop)*
///
/// It breaks the server by its own commands, and reads nothing of what the hub keeps there but to
/// put it back.
actor RedisFaults {
    private let redis: RedisConnection
    private nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    /// Logs as they were when `keep` was called, by key.
    private var kept: [String: [UInt8]] = [:]

    init(at url: String, on loop: EventLoop) throws {
        self.loop = loop
        redis = RedisConnection(to: try RedisEndpoint(url: url), on: loop)
    }

    /// Ends the connections of all nodes.
    func cut() async throws {
        for type in ["normal", "pubsub"] {
            try await send(RedisCommand("CLIENT", "KILL", "TYPE", type))
        }
    }

    /// Removes everything.
    func empty() async throws { try await send(RedisCommand("FLUSHALL")) }

    /// Removes all entries of the logs; that they were there is still known.
    func trim() async throws {
        for key in try await logs() { try await send(RedisCommand("XTRIM", key, "MAXLEN", "0")) }
    }

    /// Keeps the logs as they are now, for `restore`.
    func keep() async throws {
        kept = [:]
        for key in try await logs() {
            kept[key] = try await send(RedisCommand("DUMP", key)).asBytes
        }
    }

    /// Puts the logs back as they were, as a backup that is some seconds old.
    func restore() async throws {
        for (key, value) in kept {
            var command = RedisCommand("RESTORE", key, "0")
            command.append(value)
            command.append("REPLACE")
            try await send(command)
        }
    }

    /// Refuses writes from now on.
    func fill() async throws {
        try await send(RedisCommand("CONFIG", "SET", "maxmemory", "1mb"))
    }

    /// Takes writes again.
    func makeRoom() async throws {
        try await send(RedisCommand("CONFIG", "SET", "maxmemory", "0"))
    }

    /// Ends our own connection.
    func close() async { await redis.close() }

    private func logs() async throws -> [String] {
        try await send(RedisCommand("KEYS", "flighthub:*:log")).asArray?
            .compactMap(\.asText) ?? []
    }

    @discardableResult
    private func send(_ command: RedisCommand) async throws -> RedisReply {
        // One connection may have been lost by the fault before.
        do {
            return try await redis.send(command, within: .seconds(5))
        } catch RedisFailure.refused(let error) {
            throw RedisFailure.refused(error)
        } catch {
            try await loop.sleep(for: .milliseconds(500))
            return try await redis.send(command, within: .seconds(5))
        }
    }
}
