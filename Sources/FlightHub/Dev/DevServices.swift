import LocalServices
import Logging

/// The PostgreSQL and Redis of a dev hub, kept running until they are stopped.
actor DevServices {
    private let folder: StateFolder
    private let logger = Logger(label: "dev")
    private var postgres: LocalPostgres?
    private var redis: LocalRedis?
    private var stopping = false

    init(_ folder: StateFolder) { self.folder = folder }

    /// Starts both and returns where they are.
    ///
    /// What has started when it throws is for `stop`.
    func start() async throws -> (database: String, redis: String) {
        async let redis = startRedis()
        let postgres = try await LocalPostgres.start(in: folder)
        self.postgres = postgres
        return try await (postgres.connectionString, redis)
    }

    private func startRedis() async throws -> String {
        let redis = try await LocalRedis.start(in: folder)
        self.redis = redis
        return redis.url
    }

    /// Starts Redis again whenever it ends by itself; returns once it was stopped.
    func keepRedis() async throws {
        while let redis, let status = await redis.ended(), !stopping {
            logger.warning("Redis ended (\(status)), starting it again; see \(redis.log)")
            try await redis.start()
        }
    }

    /// The same for PostgreSQL.
    func keepPostgres() async throws {
        while let postgres, let status = await postgres.ended(), !stopping {
            logger.warning("PostgreSQL ended (\(status)), starting it again; see \(postgres.log)")
            try await postgres.start()
        }
    }

    /// Stops Redis, then PostgreSQL.
    func stop() async {
        stopping = true
        await redis?.stop()
        await postgres?.stop()
    }
}
