import Events
import LocalServices
import Net
import Relay

/// A Redis server of the test's own, and a loop.
struct RelayFixture: Sendable {
    let redis: LocalRedis
    let loop: EventLoop
    let endpoint: RedisEndpoint

    /// Runs `body` with a fresh server and a running loop; both have ended when this returns.
    static func with(
        maxMemory: Int? = nil, _ body: @Sendable (RelayFixture) async throws -> Void
    ) async throws {
        let folder = try StateFolder.temporary()
        defer { try? folder.remove() }
        let redis = try await LocalRedis.start(in: folder, .init(maxMemory: maxMemory))
        let loop = try EventLoop(name: "relay")
        loop.start()
        let fixture = try RelayFixture(
            redis: redis, loop: loop, endpoint: RedisEndpoint(url: redis.url))
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(fixture))
        } catch {
            result = .failure(error)
        }
        await redis.thaw()
        await redis.stop()
        loop.stop()
        loop.join()
        try result.get()
    }

    /// A connection that does not wait long.
    func connection(
        _ change: (inout RedisConnection.Configuration) -> Void = { _ in }
    ) -> RedisConnection {
        var configuration = RedisConnection.Configuration()
        configuration.backoff = (.zero, .zero)
        change(&configuration)
        return RedisConnection(to: endpoint, on: loop, configuration: configuration)
    }

    /// Tasks that have begun `body` on the loop, each as far as its first wait.
    func started<R: Sendable>(
        _ count: Int, _ body: @escaping @Sendable () async throws -> R
    ) async -> [Task<R, any Error>] {
        await withCheckedContinuation { continuation in
            loop.execute {
                let tasks = (0..<count).map { _ in
                    Task.immediate(executorPreference: loop) { try await body() }
                }
                continuation.resume(returning: tasks)
            }
        }
    }

    static let epoch = Epoch(generation: 2, id: "abc")

    static func entry(_ seq: Int64, bytes: Int = 20) -> LogEntry {
        LogEntry(
            seq: seq, identity: "/api/v1/bookings id-\(seq)", type: "booking:confirmed",
            subject: "booking/\(seq)", topics: [Topic(.airline, "BA"), Topic(.airport, "LHR")],
            payload: Array("{\"n\":\(seq),\"x\":\"\(String(repeating: "x", count: bytes))\"}".utf8))
    }
}

extension RedisConnection {
    /// Sends a command of these words; with untyped errors, which `#expect` wants.
    func ask(_ words: String...) async throws -> RedisReply {
        var command = RedisCommand()
        for word in words { command.append(word) }
        return try await send(command)
    }

    /// Publishes until somebody listens, since a subscription takes a moment.
    func publish(_ command: RedisCommand) async throws {
        while true {
            if try await send(command).asInteger ?? 0 > 0 { return }
            try await loop.sleep(for: .milliseconds(2))
        }
    }
}
