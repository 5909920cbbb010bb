import Net
import Testing
import Wire

@testable import Gateway

extension Shard {
    /// Whether some connection is not read from.
    var isPausing: Bool {
        connections.all.contains { !$0.interest.contains(.read) }
    }
}

@Suite struct ResponderTests {
    /// Answers with the same, and to "quiet" with nothing.
    private struct Echo: WebSocketResponder {
        func respond(to message: WebSocketMessage) -> WebSocketMessage? {
            message == .text(Array("quiet".utf8)) ? nil : message
        }
    }

    private func run(_ body: @Sendable (Server) async throws -> Void) async throws {
        try await Server.run(
            configure: {
                $0.messageBytes = 4 << 20
                $0.framesPerSecond = 1_000_000
                $0.frameBurst = 1_000_000
                $0.compression.mode = .on
            }, responder: Echo(), isLocated: false, body)
    }

    @Test func `answers text and binary, of any size, to anybody, without a hub`() async throws {
        try await run { server in
            let client = try await server.client()
            #expect(try await client.handshake()?.status == 101)
            for size in [0, 1, 125, 126, 65_535, 65_536, 4 << 20] {
                let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                await client.send(.binary, bytes)
                #expect(await client.action() == .binary(bytes))
            }
            await client.say("quiet")
            await client.say("é")
            #expect(await client.action() == .text(Array("é".utf8)))
            #expect(await server.gateway.shards[0].webSocketCount == 0)
        }
    }

    @Test func `answers compressed messages in kind`() async throws {
        try await run { server in
            let client = try await server.client()
            _ = try await client.handshake(
                fields: ["Sec-WebSocket-Extensions": "permessage-deflate"])
            await client.inflate(keepsContext: false)
            let deflater = Deflater(
                effort: Deflater.Effort(level: 1, memoryLevel: 8), keepsContext: false)
            let text = Array(String(repeating: "flight hub ", count: 1000).utf8)
            await client.send(
                WebSocketFrame.encode(
                    .text, deflater.deflate(text), isCompressed: true,
                    mask: WebSocketMask(random: 5)))
            #expect(await client.action() == .text(text))
            #expect(await client.cameCompressed)
        }
    }

    @Test func `a client that takes no answers is not read from, and then gets all of them`()
        async throws
    {
        try await run { server in
            let client = try await server.client()
            _ = try await client.handshake()
            await client.pause()
            let message = [UInt8](repeating: 7, count: 64 << 10)
            let count = 400
            async let sent: Void = {
                for _ in 0..<count { await client.send(.binary, message) }
            }()
            while await !server.gateway.shards[0].isPausing { await Task.yield() }
            await client.resume()
            for _ in 0..<count { #expect(await client.action() == .binary(message)) }
            await sent
        }
    }
}
