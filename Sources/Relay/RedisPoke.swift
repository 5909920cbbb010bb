package import Net

/// Wakes the node that holds the lease when another one has committed events.
///
/// It is a hint: a poke may be lost, and the holder polls as well. However many are asked for while
/// one is on its way, one more follows.
package actor RedisPoke {
    /// The loop that it lives on.
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe loop.asUnownedSerialExecutor()
    }

    private let redis: RedisConnection
    private var isSending = false
    private var isWanted = false

    /// Pokes over `redis`, which it may share.
    package init(over redis: RedisConnection) {
        self.redis = redis
        loop = redis.loop
    }

    /// Publishes a poke; returns at once.
    package func poke() {
        isWanted = true
        guard !isSending else { return }
        isSending = true
        Task.immediate(executorPreference: loop) {
            while self.isWanted {
                self.isWanted = false
                _ = try? await self.redis.send(RedisCommand("PUBLISH", self.redis.keys.poke, ""))
            }
            self.isSending = false
        }
    }

    /// The listening end: calls `onPoke` on the loop.
    package static func subscription(
        at endpoint: RedisEndpoint, on loop: EventLoop, onPoke: @escaping @Sendable () -> Void
    ) -> RedisSubscription {
        RedisSubscription(to: [endpoint.keys.poke], at: endpoint, on: loop) { _, _ in onPoke() }
    }
}
