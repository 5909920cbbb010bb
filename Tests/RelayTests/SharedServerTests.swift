import Events
import Net
import Relay
import Testing

/// Two hubs on one server, each with its own prefix.
@Suite struct SharedServerTests {
    private let epoch = RelayFixture.epoch

    private func endpoint(_ fixture: RelayFixture, _ prefix: String) throws -> RedisEndpoint {
        var endpoint = fixture.endpoint
        endpoint.keys = try #require(RelayKeys(prefix: prefix))
        return endpoint
    }

    @Test func `all names begin with the prefix`() throws {
        let keys = try #require(RelayKeys(prefix: "eu:blue-1_a.b"))
        let names = [
            keys.log(of: epoch), keys.epochs, keys.watermark, keys.poke, keys.ephemeral,
            keys.ingress, keys.rejected,
        ]
        #expect(names.allSatisfy { $0.hasPrefix("eu:blue-1_a.b:") })
        #expect(Set(names).count == names.count)
        #expect(RelayKeys().ingress == "flighthub:ingress")
    }

    @Test(arguments: ["", "a b", "é", "{a}", "a*", "a\n", String(repeating: "a", count: 65)])
    func `what is no prefix is refused`(text: String) {
        #expect(RelayKeys(prefix: text) == nil)
    }

    @Test func `neither log nor watermark of one is the other's`() async throws {
        try await RelayFixture.with { fixture in
            let places = [try endpoint(fixture, "blue"), try endpoint(fixture, "green")]
            for (index, place) in places.enumerated() {
                let connection = RedisConnection(to: place, on: fixture.loop)
                let writer = RedisLogWriter(over: connection)
                // Of one epoch, as after a restored copy, and of which each has an own entry 1.
                #expect(try await writer.end(of: epoch) == nil)
                let entry = RelayFixture.entry(1, bytes: 10 + index)
                try await writer.append([entry], to: epoch)
                let watermark = Watermark(epoch: epoch, head: Int64(index + 1), beat: 1)
                try await writer.write(watermark, over: nil)
                await connection.close()
            }
            for (index, place) in places.enumerated() {
                let reader = RedisLogReader(of: place, on: fixture.loop)
                #expect(try await reader.watermark()?.head == Int64(index + 1))
                let entries = try await reader.entries(
                    of: epoch, after: 0, limit: 10, wait: .seconds(1))
                #expect(entries == [RelayFixture.entry(1, bytes: 10 + index)])
                await reader.close()
            }
        }
    }

    @Test func `what is handed in or published to one is not the other's`() async throws {
        try await RelayFixture.with { fixture in
            let message = Array(
                #"{"topics":["ops"],"event":{"specversion":"1.0","id":"1","source":"/s","type":"t"}}"#
                    .utf8)
            let blue = RedisConnection(to: try endpoint(fixture, "blue"), on: fixture.loop)
            let green = RedisConnection(to: try endpoint(fixture, "green"), on: fixture.loop)
            _ = try await blue.publishIngress(message)
            #expect(try await blue.ask("XLEN", blue.keys.ingress) == .integer(1))
            #expect(try await green.ask("XLEN", green.keys.ingress) == .integer(0))

            let inbox = Inbox<String>(on: fixture.loop)
            let channel = RedisEphemeral(at: blue.endpoint, on: fixture.loop) {
                inbox.add($0.id)
            }
            let run = Task(executorPreference: fixture.loop) { await channel.subscription.run() }
            var publication = RedisCommand("PUBLISH", blue.keys.ephemeral)
            publication.append(message)
            try await blue.publish(publication)
            #expect(await inbox.first(1) == ["1"])
            publication = RedisCommand("PUBLISH", green.keys.ephemeral)
            publication.append(message)
            #expect(try await green.send(publication) == .integer(0))
            await channel.subscription.stop()
            await run.value
        }
    }
}
