package import Net

/// Listens to channels of Redis on a connection of its own, and again after each loss.
///
/// Delivery is at most once: what is published while there is no connection is never seen.
package actor RedisSubscription {
    /// How losses are noticed and mended.
    package struct Configuration: Sendable {
        /// How often the server is asked for a sign of life.
        package var heartbeat: Duration = .seconds(1)
        /// A connection that is silent for so long is given up.
        package var silenceLimit: Duration = .milliseconds(2_500)
        /// The wait before the next attempt when one failed.
        package var retry: Duration = .milliseconds(200)

        /// The defaults.
        package init() {}
    }

    /// The loop that it lives on.
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe loop.asUnownedSerialExecutor()
    }

    private let redis: RedisConnection
    private let channels: [String]
    private let configuration: Configuration
    private let deliver: @Sendable (_ channel: String, _ message: [UInt8]) -> Void
    private var lastHeard = MonotonicTime(nanoseconds: 0)
    private var isStopping = false

    /// Whether the server has confirmed the subscription on the present connection.
    package private(set) var isSubscribed = false

    /// A subscription that begins with `run`; `deliver` is called on the loop with each message.
    package init(
        to channels: [String], at endpoint: RedisEndpoint, on loop: EventLoop,
        configuration: Configuration = .init(),
        deliver: @escaping @Sendable (_ channel: String, _ message: [UInt8]) -> Void
    ) {
        self.loop = loop
        self.channels = channels
        self.configuration = configuration
        self.deliver = deliver
        redis = RedisConnection(to: endpoint, on: loop)
    }

    /// Listens until `stop`.
    package func run() async {
        while !isStopping {
            do throws(RedisFailure) {
                let connection = try await redis.subscribe(to: channels) { [self] push in
                    assumeIsolated { $0.heard(push) }
                }
                lastHeard = .now
                beat(on: connection)
                await redis.loss(of: connection)
                isSubscribed = false
            } catch {
                if !isStopping { try? await loop.sleep(for: configuration.retry) }
            }
        }
    }

    /// Ends `run`.
    package func stop() async {
        isStopping = true
        await redis.close()
    }

    /// In RESP2 a subscribed connection takes no PING that hiredis 0.14 would give back, but it
    /// confirms a channel that it has already.
    private func beat(on connection: Int) {
        loop.after(configuration.heartbeat) { [self] in
            let isSilent = MonotonicTime.now - lastHeard > configuration.silenceLimit
            let goesOn = redis.assumeIsolated { redis in
                redis.beat(on: connection, channels: channels, isSilent: isSilent)
            }
            if goesOn { beat(on: connection) }
        }
    }

    private func heard(_ push: RedisReply) {
        lastHeard = .now
        guard let parts = push.asArray, parts.count == 3 else { return }
        switch parts[0].asText {
        case "subscribe": isSubscribed = true
        case "message":
            guard let channel = parts[1].asText, let message = parts[2].asBytes else { return }
            deliver(channel, message)
        default: break
        }
    }
}
