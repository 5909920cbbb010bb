import Events
import LocalServices
import Net
import Relay
import Testing

@Suite struct RedisChannelTests {
    private func message(_ id: Int) -> [UInt8] {
        Array(
            #"{"topics":["ops"],"event":{"specversion":"1.0","id":"\#(id)","source":"/s","type":"t"}}"#
                .utf8)
    }

    private func publication(_ message: [UInt8]) -> RedisCommand {
        var command = RedisCommand("PUBLISH", RelayKeys().ephemeral)
        command.append(message)
        return command
    }

    @Test func `ephemeral events arrive, and malformed ones are counted`() async throws {
        try await RelayFixture.with { fixture in
            let inbox = Inbox<String>(on: fixture.loop)
            let channel = RedisEphemeral(at: fixture.endpoint, on: fixture.loop) {
                inbox.add($0.id)
            }
            let run = Task(executorPreference: fixture.loop) { await channel.subscription.run() }
            let redis = fixture.connection()
            try await redis.publish(publication(Array("nonsense".utf8)))
            for number in 1...3 { try await redis.publishEphemeral(message(number)) }
            #expect(await inbox.first(3) == ["1", "2", "3"])
            #expect(channel.malformedMessages == 1)
            #expect(await channel.subscription.isSubscribed)
            await channel.subscription.stop()
            await run.value
        }
    }

    @Test func `a subscription returns after the server was killed`() async throws {
        try await RelayFixture.with { fixture in
            let inbox = Inbox<String>(on: fixture.loop)
            let channel = RedisEphemeral(at: fixture.endpoint, on: fixture.loop) {
                inbox.add($0.id)
            }
            let run = Task(executorPreference: fixture.loop) { await channel.subscription.run() }
            let redis = fixture.connection()
            try await redis.publish(publication(message(1)))
            #expect(await inbox.first(1) == ["1"])
            try await fixture.redis.restartEmpty()
            try await redis.publish(publication(message(2)))
            #expect(await inbox.first(2) == ["1", "2"])
            await channel.subscription.stop()
            await run.value
        }
    }

    @Test func `heartbeats keep a quiet subscription, and a hung server ends it`() async throws {
        try await RelayFixture.with { fixture in
            let inbox = Inbox<String>(on: fixture.loop)
            var configuration = RedisSubscription.Configuration()
            configuration.heartbeat = .milliseconds(20)
            configuration.silenceLimit = .milliseconds(200)
            let subscription = RedisSubscription(
                to: ["a", "b"], at: fixture.endpoint, on: fixture.loop,
                configuration: configuration
            ) { channel, message in
                inbox.add("\(channel) \(String(decoding: message, as: UTF8.self))")
            }
            let run = Task(executorPreference: fixture.loop) { await subscription.run() }
            let redis = fixture.connection()
            try await redis.publish(RedisCommand("PUBLISH", "a", "1"))
            func clients() async throws -> String {
                let list = try await redis.ask("CLIENT", "LIST", "TYPE", "pubsub").asText ?? ""
                return String(list.split(separator: " ").first ?? "")
            }
            let before = try await clients()
            try await fixture.loop.sleep(for: .milliseconds(500))
            #expect(try await clients() == before)
            try await redis.publish(RedisCommand("PUBLISH", "b", "2"))
            // The server may answer who publishes before it writes to who listens.
            _ = await inbox.first(2)

            await fixture.redis.freeze()
            while await subscription.isSubscribed {
                try await fixture.loop.sleep(for: .milliseconds(10))
            }
            await fixture.redis.thaw()
            // The server may count the lost connection among the listeners until it looks at it.
            while await !subscription.isSubscribed {
                try await fixture.loop.sleep(for: .milliseconds(10))
            }
            try await fixture.connection().publish(RedisCommand("PUBLISH", "b", "3"))
            #expect(await inbox.first(3).last == "b 3")
            await subscription.stop()
            await run.value
        }
    }

    @Test func `pokes arrive, and many at once become few`() async throws {
        try await RelayFixture.with { fixture in
            let inbox = Inbox<String>(on: fixture.loop)
            let woken = Inbox<Bool>(on: fixture.loop)
            let subscriptions = [
                RedisSubscription(
                    to: [RelayKeys().poke], at: fixture.endpoint, on: fixture.loop
                ) { _, message in inbox.add(String(decoding: message, as: UTF8.self)) },
                RedisPoke.subscription(at: fixture.endpoint, on: fixture.loop) { woken.add(true) },
            ]
            let runs = subscriptions.map { subscription in
                Task(executorPreference: fixture.loop) { await subscription.run() }
            }
            let redis = fixture.connection()
            while try await redis.ask("PUBLISH", RelayKeys().poke, "first") != .integer(2) {
                try await fixture.loop.sleep(for: .milliseconds(2))
            }
            let poke = RedisPoke(over: redis)
            fixture.loop.execute {
                poke.assumeIsolated { poke in for _ in 0..<100 { poke.poke() } }
            }
            while await !inbox.items.contains("") {
                try await fixture.loop.sleep(for: .milliseconds(2))
            }
            _ = try await redis.ask("PUBLISH", RelayKeys().poke, "last")
            while await !inbox.items.contains("last") {
                try await fixture.loop.sleep(for: .milliseconds(2))
            }
            #expect((1...2).contains(await inbox.items.count { $0.isEmpty }))
            _ = await woken.first(2)
            for subscription in subscriptions { await subscription.stop() }
            for run in runs { await run.value }
        }
    }
}
