import Gateway
import Hub
import LiveProtocol
import Testing
import Wire

/// Peers that send more than a client has reason to.
@Suite struct FloodingPeersTests {
    /// What comes again and again.
    struct Flood: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Sent first, once.
        var opening: [UInt8] = []
        /// Sent on and on.
        let frames: [UInt8]

        private static func frame(
            _ opcode: WebSocketOpcode, _ text: String, isFinal: Bool = true
        ) -> [UInt8] {
            WebSocketFrame.encode(
                opcode, Array(text.utf8), isFinal: isFinal, mask: WebSocketMask(random: 5))
        }

        static let all = [
            Flood(testDescription: "pings", frames: frame(.ping, "still there?")),
            Flood(testDescription: "pongs", frames: frame(.pong, "")),
            Flood(
                testDescription: "fragments of one byte",
                opening: frame(.text, "a", isFinal: false),
                frames: frame(.continuation, "a", isFinal: false)),
            Flood(
                testDescription: "empty continuations",
                opening: frame(.text, "", isFinal: false),
                frames: frame(.continuation, "", isFinal: false)),
            Flood(
                testDescription: "subscribe and unsubscribe",
                frames: frame(
                    .text,
                    #"{"op":"subscribe","id":"s","topics":["airport:LHR"],"snapshot":false}"#)
                    + frame(.text, #"{"op":"unsubscribe","id":"u","topics":["airport:LHR"]}"#)),
            Flood(testDescription: "what is no message", frames: frame(.text, "nonsense")),
        ]
    }

    @Test(arguments: Flood.all)
    func `more frames than a client may send end with 4429`(_ flood: Flood) async throws {
        try await Neighbourhood.run(
            configure: {
                $0.frameBurst = 40
                $0.hub.misunderstoodLimit = 1_000
                $0.closeTimeout = .milliseconds(100)
            }
        ) { street in
            let noisy = try await street.strangers(3)
            let frames = flood.opening + Array(repeatElement(flood.frames, count: 200).joined())
            for client in noisy { await client.send(frames) }
            try await street.expectService()
            for client in noisy { #expect(await client.closeCode() == 4429) }
            #expect(await street.counters.framesRefused == ["tooManyFrames": 3])
            #expect(await street.counters.closes == [4429: 3])
        }
    }

    @Test(arguments: [("a", "a"), ("", "")])
    func `a message of too many fragments ends with 1008, however slowly they come`(
        _ first: String, _ next: String
    ) async throws {
        try await Neighbourhood.run(
            configure: {
                $0.fragmentsPerMessage = 10
                $0.closeTimeout = .milliseconds(100)
            }
        ) { street in
            let client = try await street.strangers(1)[0]
            await client.send(.text, Array(first.utf8), isFinal: false)
            for _ in 0..<9 { await client.send(.continuation, Array(next.utf8), isFinal: false) }
            await client.send(.ping, [1])
            #expect(await client.action() == .pong([1]))
            try await street.expectService()
            await client.send(.continuation, Array(next.utf8))
            #expect(await client.closeCode() == 1008)
            #expect(await street.counters.framesRefused == ["tooManyFragments": 1])
        }
    }

    @Test func `as many fragments as are allowed make a message, and the next may have as many`()
        async throws
    {
        try await Neighbourhood.run(configure: { $0.fragmentsPerMessage = 3 }) { street in
            let client = try await street.strangers(1)[0]
            for _ in 0..<2 {
                await client.send(.text, Array(#"{"op":"#.utf8), isFinal: false)
                await client.send(.continuation, Array(#""ping""#.utf8), isFinal: false)
                await client.send(.continuation, Array("}".utf8))
                #expect(try await client.message() == .pong(id: nil))
            }
            await client.close()
        }
    }

    @Test(
        arguments: [
            (32 << 10, "headTooLarge"), (1 << 20, "tooManyFields"),
        ] as [(Int, String)])
    func `a head of 65,536 fields ends with 431`(_ headBytes: Int, _ rule: String) async throws {
        try await Neighbourhood.run(
            configure: {
                $0.http.headBytes = headBytes
                $0.closeTimeout = .milliseconds(100)
            }
        ) { street in
            let client = try await street.server.client()
            let fields = String(repeating: "A: b\r\n", count: 65_536)
            await client.send("GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n")
            try await street.expectService()
            #expect(try await client.response()?.status == 431)
            #expect(await street.counters.requestsRefused == [rule: 1])
        }
    }

    @Test func `a message that inflates to more than a message may be ends with 1009`()
        async throws
    {
        try await Neighbourhood.run(
            configure: {
                $0.compression.mode = .auto
                $0.closeTimeout = .milliseconds(100)
            }
        ) { street in
            let bomb = Deflater(
                effort: Deflater.Effort(level: 9, memoryLevel: 9), keepsContext: false
            ).deflate([UInt8](repeating: 0x20, count: 50 << 20))
            #expect(bomb.count < 64 << 10)
            let client = try await street.server.client()
            _ = try await client.handshake(
                fields: ["Sec-WebSocket-Extensions": "permessage-deflate"])
            await client.send(
                WebSocketFrame.encode(
                    .text, bomb, isCompressed: true, mask: WebSocketMask(random: 5)))
            try await street.expectService()
            #expect(await client.closeCode() == 1009)
            #expect(await street.counters.framesRefused == ["messageTooBig": 1])
        }
    }
}
