import Gateway
import Hub
import LiveProtocol
import Net
import Testing
import Wire

/// Peers that take their time: for sending, for reading, for going.
@Suite struct SlowPeersTests {
    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: h\r\nA: ",
        "GET /api/v1/ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n",
    ])
    func `a head that comes byte by byte has to end in time`(_ start: String) async throws {
        try await Neighbourhood.run(configure: { $0.headTimeout = .milliseconds(200) }) { street in
            let slow = try await street.server.client(sending: start)
            try await street.expectService()
            while await !slow.hasEnded { await slow.trickle("a") }
            #expect(try await slow.response()?.status == 408)
            #expect(await street.counters.timeouts[.head] == 1)
        }
    }

    @Test(arguments: ["Content-Length: 1000000", "Transfer-Encoding: chunked"])
    func `a body that comes byte by byte has to end in time`(_ framing: String) async throws {
        try await Neighbourhood.run(configure: { $0.bodyTimeout = .milliseconds(100) }) { street in
            let slow = try await street.server.client(
                sending: "POST / HTTP/1.1\r\nHost: h\r\n\(framing)\r\n\r\n")
            try await street.expectService()
            let piece = framing.hasPrefix("T") ? "1\r\na\r\n" : "a"
            while await !slow.hasEnded { await slow.trickle(piece) }
            #expect(try await slow.response()?.status == 408)
            #expect(await street.counters.timeouts[.body] == 1)
        }
    }

    @Test func `a thousand handshakes that never end take no room from others`() async throws {
        try await Neighbourhood.run(configure: { $0.headTimeout = .milliseconds(500) }) { street in
            let beginning = "GET /api/v1/ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
            var crowd: [TestClient] = []
            for number in 0..<1_000 {
                crowd.append(
                    try await street.server.client(sending: number % 2 == 0 ? beginning : ""))
            }
            try await street.expectService()
            for (number, client) in crowd.enumerated() {
                // Who has said nothing is told nothing.
                #expect(try await client.response()?.status == (number % 2 == 0 ? 408 : nil))
                await client.close()
            }
            #expect(await street.counters.timeouts[.head] == 1_000)
            #expect(await street.counters.webSocketsOpened == 1)
        }
    }

    /// More than any socket's buffers hold.
    private static let large = ClosureHandler { _ in
        HTTPResponse(status: 200, body: [UInt8](repeating: 0x61, count: 32 << 20))
    }

    @Test func `who never reads an answer is cut off`() async throws {
        try await Neighbourhood.run(
            configure: { $0.writeTimeout = .milliseconds(50) }, handler: Self.large
        ) { street in
            let deaf = try await street.server.client()
            await deaf.pause()
            await deaf.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            await street.wait(for: 1) { $0.timeouts[.write] }
            try await street.expectService()
        }
    }

    @Test func `who asks ahead and never reads is answered as far as the socket takes`()
        async throws
    {
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let handler = ClosureHandler { request in
            ask.yield()
            return HTTPResponse(
                status: 200,
                body: [UInt8](repeating: 0x61, count: 6 << 20) + Array(request.path.utf8))
        }
        try await Neighbourhood.run(
            configure: { $0.closeTimeout = .milliseconds(100) }, handler: handler
        ) { street in
            let greedy = try Neighbourhood.narrowClient(of: street.server)
            await greedy.start(sending: "")
            await greedy.pause()
            for number in 0..<5 {
                await greedy.send("GET /\(number) HTTP/1.1\r\nHost: h\r\n\r\n")
            }
            for await _ in asked { break }
            try await street.expectService()
            // One answer that the socket does not take whole, and none behind it.
            #expect(await street.server.gateway.report().queuedBytes < 7 << 20)
            await greedy.resume()
            for number in 0..<5 {
                let response = try #require(try await greedy.response())
                #expect(response.body.dropFirst(6 << 20) == ArraySlice("/\(number)".utf8))
            }
            await greedy.endWriting()
            await greedy.end()
        }
    }

    @Test func `who reads an answer too slowly is cut off, though it goes on reading`()
        async throws
    {
        try await Neighbourhood.run(
            configure: {
                $0.writeTimeout = .milliseconds(50)
                $0.writeRate = 1 << 40
            }, handler: Self.large
        ) { street in
            let slow = try Neighbourhood.narrowClient(of: street.server)
            await slow.start(sending: "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            var count = 0
            while await !slow.hasEnded { count += await slow.take() }
            #expect(count > 0)
            #expect(count < 32 << 20)
            #expect(await street.counters.timeouts[.write] == 1)
        }
    }

    @Test func `who reads no events is closed with 4429`() async throws {
        try await Neighbourhood.run(configure: { $0.closeTimeout = .milliseconds(100) }) { street in
            let deaf = try await Neighbourhood.narrowSubscriber(of: street.server)
            await deaf.pause()
            try await street.flood()
            #expect(await street.counters.closes == [4429: 1])
            await street.wait(for: 1) { $0.timeouts[.close] }
        }
    }

    @Test func `who asks on and on and never reads is closed with 4429`() async throws {
        try await Neighbourhood.run(
            configure: {
                $0.hub.answerLimit = 64 << 10
                $0.framesPerSecond = 1_000_000
                $0.frameBurst = 1_000_000
                $0.closeTimeout = .milliseconds(100)
            }
        ) { street in
            let deaf = try await street.strangers(1)[0]
            await deaf.pause()
            let question = WebSocketFrame.encode(
                .text,
                Array(#"{"op":"ping","id":"\#(String(repeating: "x", count: 60))"}"#.utf8),
                mask: WebSocketMask(random: 1))
            let questions = Array(repeatElement(question, count: 100).joined())
            while await street.counters.closes.isEmpty { await deaf.send(questions) }
            #expect(await street.counters.closes == [4429: 1])
            try await street.expectService()
        }
    }

    @Test func `of pings whose answers are never read only the last is kept`() async throws {
        try await Neighbourhood.run(
            configure: {
                $0.framesPerSecond = 1_000_000
                $0.frameBurst = 1_000_000
                $0.hub.conflationLimit = 64 << 20
            }
        ) { street in
            let deaf = try await Neighbourhood.narrowSubscriber(of: street.server)
            await deaf.pause()
            try await street.flood()
            let queued = await street.server.gateway.report().queuedBytes
            for number in UInt8(0)..<200 {
                await deaf.send(.ping, [UInt8](repeating: number, count: 125))
            }
            try await street.expectService()
            await street.wait(for: 200) { $0.framesReceived - 3 }
            // An event and our own pings may have come on top, not 200 pongs.
            #expect(await street.server.gateway.report().queuedBytes < queued + 1_000)
            await deaf.resume()
            await deaf.say(#"{"op":"ping"}"#)
            var pongs: [[UInt8]] = []
            var isAnswered = false
            // An answer of the hub may overtake the pong: what waits for room comes in its own order.
            while !isAnswered || pongs.isEmpty, let action = await deaf.action() {
                if case .pong(let payload) = action { pongs.append(payload) }
                if case .text(let text) = action,
                    try ServerMessage.decode(text) == .pong(id: nil)
                {
                    isAnswered = true
                }
            }
            #expect(pongs == [[UInt8](repeating: 199, count: 125)])
            #expect(isAnswered)
            await deaf.close()
        }
    }

    @Test func `pongs of who reads nothing are no sign of life`() async throws {
        try await Neighbourhood.run(
            configure: {
                $0.heartbeatInterval = .seconds(1)
                $0.closeTimeout = .milliseconds(100)
                $0.hub.conflationLimit = 64 << 20
                $0.framesPerSecond = 1_000_000
                $0.frameBurst = 1_000_000
            }
        ) { street in
            let deaf = try await Neighbourhood.narrowSubscriber(
                of: street.server, answeringPings: true)
            await deaf.pause()
            try await street.flood()
            while await street.counters.closes.isEmpty { await deaf.send(.pong, []) }
            #expect(await street.counters.closes == [4408: 1])
            #expect(await street.counters.timeouts[.heartbeat] == 1)
        }
    }

    @Test func `a close that is never answered is the end all the same`() async throws {
        try await Neighbourhood.run(configure: { $0.closeTimeout = .milliseconds(100) }) { street in
            let silent = try await street.strangers(1)[0]
            await silent.send(.binary, [1])
            #expect(await silent.closeCode() == 1003)
            try await street.expectService()
            await silent.end()
            #expect(await street.counters.timeouts[.close] == 1)
            #expect(await street.counters.framesRefused == ["binaryMessage": 1])
        }
    }

    @Test func `a reset in the middle of a frame frees everything`() async throws {
        try await Neighbourhood.run { street in
            for _ in 0..<20 { try await Self.breakOff(at: street) }
            try await street.expectService()
            await street.wait(for: 20, \.webSocketsLost)
            #expect(await street.counters.closes.isEmpty)
        }
    }

    /// Sends half a message, and resets the connection.
    private static func breakOff(at street: Neighbourhood) async throws {
        let client = try await Neighbourhood.subscriber(of: street.server)
        let frame = WebSocketFrame.encode(
            .text, [UInt8](repeating: 0x61, count: 2_000), mask: WebSocketMask(random: 1))
        await client.send(Array(frame.prefix(1_000)))
        await client.abandon()
    }
}
