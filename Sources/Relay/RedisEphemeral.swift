package import Events
package import Net
import Synchronization

/// The channel of events that are delivered at most once, without order relative to the others.
package final class RedisEphemeral: Sendable {
    /// Listens; the owner runs and stops it.
    package let subscription: RedisSubscription
    private let malformed: Counter

    /// Messages that were no events, and were dropped.
    package var malformedMessages: Int { malformed.value.load(ordering: .relaxed) }

    /// The channel at `endpoint`; `deliver` is called on the loop with each event.
    package init(
        at endpoint: RedisEndpoint, on loop: EventLoop,
        deliver: @escaping @Sendable (IncomingEvent) -> Void
    ) {
        let malformed = Counter()
        self.malformed = malformed
        subscription = RedisSubscription(
            to: [endpoint.keys.ephemeral], at: endpoint, on: loop
        ) { _, message in
            guard let event = try? IncomingEvent(message: message) else {
                malformed.value.add(1, ordering: .relaxed)
                return
            }
            deliver(event)
        }
    }

    private final class Counter: Sendable {
        let value = Atomic(0)
    }
}

extension RedisConnection {
    /// Publishes `message`, in the form of `IncomingEvent`, to all nodes that listen now.
    package func publishEphemeral(_ message: [UInt8]) async throws(RedisFailure) {
        var command = RedisCommand("PUBLISH", keys.ephemeral)
        command.append(message)
        _ = try await send(command)
    }

    /// Hands in `message`, in the form of `IncomingEvent`, and returns its entry's id.
    ///
    /// Until a node has taken it, it is only as durable as this Redis.
    package func publishIngress(_ message: [UInt8]) async throws(RedisFailure) -> String {
        var command = RedisCommand("XADD", keys.ingress, "*", "message")
        command.append(message)
        guard let id = try await send(command).asText else { throw .unexpected }
        return id
    }
}
