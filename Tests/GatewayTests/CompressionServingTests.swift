import Events
import Gateway
import LiveProtocol
import Net
import Testing
import Wire

@Suite struct CompressionServingTests {
    private static let subscribe =
        #"{"op":"subscribe","id":"1","topics":["airport:LHR"],"snapshot":false}"#

    /// A client that offered and subscribed; it reads compressed messages if they were agreed on.
    private func subscriber(
        of server: Server, offering offer: String?, keepsContext: Bool = false
    ) async throws -> TestClient {
        let client = try await server.client()
        let response = try await client.handshake(
            fields: offer.map { ["Sec-WebSocket-Extensions": $0] } ?? [:])
        #expect(response?.status == 101)
        if response?.fields["Sec-WebSocket-Extensions"] != nil {
            await client.inflate(keepsContext: keepsContext)
        }
        _ = try await client.message()
        await client.say(Self.subscribe)
        guard case .subscribed = try await client.message() else {
            Issue.record("not subscribed")
            return client
        }
        return client
    }

    /// Whether the next message is this event, and came compressed or not.
    private func expectEvent(
        _ seq: Int64, at client: TestClient, compressed: Bool,
        _ location: SourceLocation = #_sourceLocation
    ) async throws {
        guard case .event(let frame) = try await client.message() else {
            Issue.record("no event", sourceLocation: location)
            return
        }
        #expect(
            frame.cursor == Cursor(epoch: Server.epoch, seq: seq), sourceLocation: location)
        #expect(await client.cameCompressed == compressed, sourceLocation: location)
    }

    @Test(
        arguments: [
            (.off, nil), (.on, "permessage-deflate; server_no_context_takeover"),
            (.auto, "permessage-deflate; server_no_context_takeover"),
        ] as [(CompressionConfiguration.Mode, String?)])
    func `agrees without context unless it is off`(
        _ mode: CompressionConfiguration.Mode, _ answer: String?
    ) async throws {
        try await Server.run(configure: { $0.compression.mode = mode }) { server in
            let client = try await server.client()
            let response = try await client.handshake(
                fields: ["Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"])
            #expect(
                response?.fields["Sec-WebSocket-Extensions"]
                    == answer.map { $0 + "; client_no_context_takeover" })
        }
    }

    @Test func `an event is compressed once for all who agreed, and plain for the others`()
        async throws
    {
        try await Server.run(configure: { $0.compression.mode = .auto }) { server in
            let plain = try await subscriber(of: server, offering: nil)
            var agreed: [TestClient] = []
            for _ in 0..<5 {
                agreed.append(try await subscriber(of: server, offering: "permessage-deflate"))
            }
            let before = await server.gateway.shards[0].compressionMeter
            server.deliver(101...103, padding: 500)
            for seq in Int64(101)...103 {
                try await expectEvent(seq, at: plain, compressed: false)
                for client in agreed { try await expectEvent(seq, at: client, compressed: true) }
            }
            let after = await server.gateway.shards[0].compressionMeter
            #expect(after.messages - before.messages == 3)
            #expect(
                after.frameBytes - before.frameBytes < (after.plainBytes - before.plainBytes) / 2)
        }
    }

    @Test func `each width of window that was agreed on is compressed for once`() async throws {
        try await Server.run(configure: { $0.compression.mode = .on }) { server in
            let offers = ["", "; server_max_window_bits=9", "; server_max_window_bits=15"]
            var clients: [TestClient] = []
            for offer in offers + offers {
                clients.append(
                    try await subscriber(of: server, offering: "permessage-deflate" + offer))
            }
            let before = await server.gateway.shards[0].compressionMeter.messages
            server.deliver(101...101, padding: 2000)
            for client in clients { try await expectEvent(101, at: client, compressed: true) }
            #expect(await server.gateway.shards[0].compressionMeter.messages - before == 2)
        }
    }

    @Test func `short messages stay plain, and in auto those for one that are not large`()
        async throws
    {
        for mode in [CompressionConfiguration.Mode.on, .auto] {
            try await Server.run(configure: { $0.compression.mode = mode }) { server in
                let client = try await subscriber(of: server, offering: "permessage-deflate")
                server.deliver(101...101)
                server.deliver(102...102, padding: 500)
                server.deliver(103...103, padding: 3000)
                try await expectEvent(101, at: client, compressed: false)
                try await expectEvent(102, at: client, compressed: mode == .on)
                try await expectEvent(103, at: client, compressed: true)
                await client.say(#"{"op":"ping"}"#)
                #expect(try await client.message() == .pong(id: nil))
                #expect(await client.cameCompressed == false)
            }
        }
    }

    @Test func `with context its own messages and everybody's go on from each other`()
        async throws
    {
        try await Server.run(configure: {
            $0.compression.mode = .on
            $0.compression.terms.keepsContext = true
            $0.compression.smallest = 0
        }) { server in
            let client = try await subscriber(
                of: server, offering: "permessage-deflate", keepsContext: true)
            let deflater = Deflater(
                effort: Deflater.Effort(level: 1, memoryLevel: 8), keepsContext: true)
            for seq in Int64(101)...110 {
                let ping = deflater.deflate(Array(#"{"op":"ping","id":"\#(seq)"}"#.utf8))
                await client.send(
                    WebSocketFrame.encode(
                        .text, ping, isCompressed: true, mask: WebSocketMask(random: 1)))
                #expect(try await client.message() == .pong(id: "\(seq)"))
                server.deliver(seq...seq, padding: 300)
                try await expectEvent(seq, at: client, compressed: true)
            }
            let bytes = await server.gateway.shards[0].compressionStateBytes
            #expect(bytes > 2 * (256 << 10))
        }
    }

    @Test func `without context no connection owns anything, however many there are`()
        async throws
    {
        try await Server.run(configure: { $0.compression.mode = .on }) { server in
            let shard = server.gateway.shards[0]
            var sizes: Set<Int> = []
            var clients: [TestClient] = []
            for seq in Int64(101)...105 {
                let client = try await subscriber(of: server, offering: "permessage-deflate")
                clients.append(client)
                let ping = Deflater(
                    effort: Deflater.Effort(level: 1, memoryLevel: 8), keepsContext: false
                ).deflate(Array(#"{"op":"ping"}"#.utf8))
                await client.send(
                    WebSocketFrame.encode(
                        .text, ping, isCompressed: true, mask: WebSocketMask(random: 1)))
                #expect(try await client.message() == .pong(id: nil))
                server.deliver(seq...seq, padding: 500)
                for client in clients { try await expectEvent(seq, at: client, compressed: true) }
                sizes.insert(await shard.compressionStateBytes)
            }
            let bytes = 256 * 1024 + 6 * 1024 + 32 * 1024 + 7 * 1024
            #expect(sizes == [bytes])
        }
    }

    @Test func `a bomb is closed with 1009, what cannot be inflated with 1007`() async throws {
        let bomb = Deflater(
            effort: Deflater.Effort(level: 9, memoryLevel: 9), keepsContext: false
        ).deflate([UInt8](repeating: 0x20, count: 32 << 20))
        for (payload, code) in [(bomb, 1009), ([6], 1007)] as [([UInt8], UInt16)] {
            try await Server.run(configure: {
                $0.compression.mode = .on
                $0.closeTimeout = .milliseconds(100)
            }) { server in
                let client = try await subscriber(of: server, offering: "permessage-deflate")
                await client.send(
                    WebSocketFrame.encode(
                        .text, payload, isCompressed: true, mask: WebSocketMask(random: 1)))
                #expect(await client.closeCode() == code)
                await client.end()
            }
        }
    }

    @Test func `a compressed message from a client that did not agree is an error`() async throws {
        try await Server.run(configure: {
            $0.compression.mode = .on
            $0.closeTimeout = .milliseconds(100)
        }) { server in
            let client = try await subscriber(of: server, offering: nil)
            await client.send(
                WebSocketFrame.encode(
                    .text, [0], isCompressed: true, mask: WebSocketMask(random: 1)))
            #expect(await client.closeCode() == 1002)
        }
    }
}
