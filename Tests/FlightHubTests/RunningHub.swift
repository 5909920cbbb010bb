import ArgumentParser
import Certificates
import Events
import Gateway
import LiveClient
import LocalServices
import Net

@testable import FlightHub

/// A whole hub in this process, on a PostgreSQL and a Redis of its own, with demo accounts and
/// the flights of eight days.
struct RunningHub: Sendable {
    let url: ServerURL
    /// The same hub by TLS, and how to trust it.
    let secureURL: ServerURL
    let tls: TLSClient
    /// A loop for clients; the hub has its own.
    let loop: EventLoop
    let postgres: LocalPostgres
    let redis: LocalRedis
    /// What the node was started with.
    let settings: Settings

    /// The hub of the suite that runs, if it has one.
    @TaskLocal static var current: RunningHub?

    /// What the hub signs tokens with.
    static let secret = String(repeating: "s", count: 32)

    /// Runs `body` with a hub that is up to date, and ends all of it.
    static func run(_ body: (RunningHub) async throws -> Void) async throws {
        let folder = try StateFolder.temporary()
        let postgres = try await LocalPostgres.start(in: folder, .testing)
        let redis = try await LocalRedis.start(in: folder)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await run(on: postgres, redis, body))
        } catch {
            outcome = .failure(error)
        }
        await redis.stop()
        await postgres.stop()
        try folder.remove()
        try outcome.get()
    }

    private static func run(
        on postgres: LocalPostgres, _ redis: LocalRedis,
        _ body: (RunningHub) async throws -> Void
    ) async throws {
        let database = Confidential(postgres.connectionString)
        _ = try await CommandDatabase.migrate(database) { _ in }
        try await Seed.run(database, daysAhead: 8, demo: true)
        let certificates = try Certificates()
        let pair = try certificates.make("hub")
        let environment = Environment { name in
            [
                "PORT": "0", "LOOPS": "2", "DRAIN_SECONDS": "1", "TLS_PORT": "0",
                "TLS_CERTIFICATE": pair.certificate, "TLS_KEY": pair.key,
            ][name]
        }
        let settings = try Settings.developing(ServerOptions.parse([]), environment)
            .with(
                database: database, redis: Confidential(redis.url),
                secret: Confidential(secret))
        let node = try await Node.start(settings)
        await node.waitUntilFresh(atMost: .seconds(10))
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(
                try await withClients(
                    of: node, settings, postgres, redis, TLSClient(.file(pair.certificate)),
                    body))
        } catch {
            outcome = .failure(error)
        }
        await node.drain()
        try outcome.get()
    }

    private static func withClients(
        of node: Node, _ settings: Settings, _ postgres: LocalPostgres, _ redis: LocalRedis,
        _ tls: TLSClient, _ body: (RunningHub) async throws -> Void
    ) async throws {
        guard let (url, secureURL) = node.urls else { return }
        let loop = try EventLoop(name: "clients")
        loop.start()
        defer {
            loop.stop()
            loop.join()
        }
        try await body(
            RunningHub(
                url: url, secureURL: secureURL, tls: tls, loop: loop, postgres: postgres,
                redis: redis, settings: settings))
    }
}

extension Node {
    /// Where it is found, plain and by TLS.
    var urls: (plain: ServerURL, secure: ServerURL)? {
        guard let plain = ServerURL(parsing: "http://127.0.0.1:\(port)"),
            let secure = ServerURL(parsing: "https://localhost:\(secure?.port ?? 0)")
        else { return nil }
        return (plain, secure)
    }
}
