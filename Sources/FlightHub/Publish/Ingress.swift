import Net
import Relay

/// The door by which other services hand in events: Redis.
enum Ingress {
    /// Hands a message in, to be sequenced or to be seen by who listens now; says why it failed.
    static func hand(
        _ message: [UInt8], to endpoint: RedisEndpoint, ephemeral: Bool, on loop: EventLoop
    ) async throws(CommandFailure) {
        let redis = RedisConnection(to: endpoint, on: loop)
        do throws(RedisFailure) {
            if ephemeral {
                try await redis.publishEphemeral(message)
            } else {
                _ = try await redis.publishIngress(message)
            }
            await redis.close()
        } catch {
            await redis.close()
            throw CommandFailure(.unavailable, "Redis at \(endpoint): \(error)")
        }
    }
}
