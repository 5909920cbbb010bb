import Events
import Gateway
import LiveProtocol
import Net
import Testing

/// A loop that is held up: what waits for it is bounded, and its clients learn that it is old.
@Suite struct HeldLoopTests {
    private static func follower(_ server: Server) async throws -> TestClient {
        let client = try await server.client()
        _ = try await client.open()
        await client.say(#"{"op":"subscribe","id":"1","topics":["airport:LHR"],"snapshot":false}"#)
        _ = try await client.message()
        return client
    }

    /// Runs `body` while the loop of the first shard does nothing else.
    private static func holdUp<R: Sendable>(
        _ server: Server, _ body: @escaping @Sendable () -> R
    ) async -> R {
        await withCheckedContinuation { continuation in
            server.gateway.shards[0].loop.execute { continuation.resume(returning: body()) }
        }
    }

    @Test func `subscribers of a loop that is too far behind begin again`() async throws {
        try await Server.run(configure: { $0.feedEntries = 10 }) { server in
            let client = try await Self.follower(server)
            await Self.holdUp(server) {
                for seq in Int64(101)...200 { server.deliver(seq...seq) }
            }
            guard case .reset(let topic, let cursor, _) = try await client.message() else {
                Issue.record("what was dropped is not passed over")
                return
            }
            #expect(topic == "airport:LHR")
            var position = cursor.seq
            #expect(position > 101)
            while position < 200 {
                let event = try await event(client)
                #expect(event.prev == Cursor(epoch: Server.epoch, seq: position))
                position = event.cursor?.seq ?? 0
            }
            server.deliver(201...201)
            #expect(try await event(client).prev?.seq == 200)
            #expect(await server.gateway.report().feedOverruns > 0)
        }
    }

    @Test func `clients hear that what waited too long is old, before they get it`() async throws {
        try await Server.run(configure: { $0.feedPatience = .seconds(1) }) { server in
            // However slow the machine, the log reader is heard of until then.
            server.gateway.deliver([], at: .now + .seconds(3_600))
            let client = try await Self.follower(server)
            let entry = LogEntry(
                seq: 101, identity: "s 101", type: "t", subject: "flight/1",
                topics: [Topic(.airport, "LHR")], payload: Array("{}".utf8))
            let behind: String? = await Self.holdUp(server) {
                server.gateway.deliver([.entries([entry])], at: .now + .seconds(-2))
                return server.gateway.loopBehind()?.name
            }
            #expect(behind == "test-0")
            guard case .stale? = try await client.message() else {
                Issue.record("an event that waited for two seconds is not up to date")
                return
            }
            #expect(try await event(client).cursor?.seq == 101)
            guard case .fresh? = try await client.message() else {
                Issue.record("a loop that has taken everything is up to date")
                return
            }
            #expect(server.gateway.loopBehind() == nil)
            guard case .loopHeldUp(loop: "test-0", _)? = await server.notice() else {
                Issue.record("the operator hears of it")
                return
            }
        }
    }

    @Test func `clients hear that nothing is heard of the log reader`() async throws {
        try await Server.run(configure: { $0.feedPatience = .seconds(1) }) { server in
            server.gateway.deliver([], at: .now + .seconds(3_600))
            let client = try await Self.follower(server)
            server.gateway.deliver([], at: .now + .seconds(-2))
            guard case .stale? = try await client.message() else {
                Issue.record("whatever happens is not heard of, and shown as up to date")
                return
            }
            server.gateway.deliver([], at: .now + .seconds(3_600))
            guard case .fresh? = try await client.message() else {
                Issue.record("the reader runs and has said nothing else")
                return
            }
        }
    }

    private func event(_ client: TestClient) async throws -> EventFrame {
        guard case .event(let frame)? = try await client.message() else {
            throw CancellationError()
        }
        return frame
    }
}
