import Accounts
import Events
import Gateway
import Hub
import LiveProtocol
import Net
import Testing
import Wire

@Suite struct WebSocketServingTests {
    private static let bearer: HTTPFields = ["Authorization": "Bearer good"]
    private static let lossless = Topic(.user, FakeCredentials.user.userID)
    private static let subscribeToLossless =
        #"{"op":"subscribe","id":"1","topics":["\#(lossless)"],"snapshot":false}"#
    private static let subscribe =
        #"{"op":"subscribe","id":"1","topics":["airport:LHR"],"snapshot":false}"#

    @Test func `welcomes somebody by name and nobody without`() async throws {
        try await Server.run { server in
            for (fields, user) in [
                ([:], nil), (Self.bearer, FakeCredentials.user.userID.description),
            ] as [(HTTPFields, String?)] {
                let client = try await server.client()
                guard case .welcome(_, _, 25, let name) = try await client.open(fields: fields)
                else {
                    Issue.record("no welcome")
                    return
                }
                #expect(name == user)
            }
        }
    }

    // One write a turn: each event takes many turns, and the next come while it is on its way.
    @Test(arguments: [1, 5, 100])
    func `an event goes to every subscriber on every loop`(writesPerTurn: Int) async throws {
        try await Server.run(
            loops: 2, configure: { $0.writesPerTurn = writesPerTurn }
        ) { server in
            var clients: [TestClient] = []
            for _ in 0..<16 {
                let client = try await server.client()
                _ = try await client.open()
                await client.say(Self.subscribe)
                guard case .subscribed = try await client.message() else {
                    Issue.record("not subscribed")
                    return
                }
                clients.append(client)
            }
            for seq in Int64(101)...110 { server.deliver(seq...seq) }
            for client in clients {
                for seq in Int64(101)...110 {
                    guard case .event(let frame) = try await client.message() else {
                        Issue.record("no event")
                        return
                    }
                    #expect(frame.cursor == Cursor(epoch: Server.epoch, seq: seq))
                }
            }
        }
    }

    @Test func `events for some and for all leave in the order of the log`() async throws {
        try await Server.run { server in
            var clients: [(client: TestClient, hears: ClosedRange<Int64>)] = []
            for topics in [#""airport:LHR""#, #""airport:LHR","airport:CDG""#] {
                let client = try await server.client()
                _ = try await client.open()
                await client.say(
                    #"{"op":"subscribe","id":"1","topics":[\#(topics)],"snapshot":false}"#)
                guard case .subscribed = try await client.message() else {
                    Issue.record("not subscribed")
                    return
                }
                clients.append((client, topics.contains("CDG") ? 0...2 : 0...1))
            }
            // Two for both, one for the second alone, and again: each run has an audience of its own.
            for seq in Int64(101)...130 {
                server.deliver(seq...seq, on: Topic(.airport, seq % 3 == 2 ? "CDG" : "LHR"))
            }
            for (client, hears) in clients {
                for seq in Int64(101)...130 where hears.contains(seq % 3) {
                    guard case .event(let frame) = try await client.message() else {
                        Issue.record("no event")
                        return
                    }
                    #expect(frame.cursor == Cursor(epoch: Server.epoch, seq: seq))
                }
            }
        }
    }

    @Test func `a snapshot and the rights come through the ports`() async throws {
        try await Server.run { server in
            let client = try await server.client()
            _ = try await client.open(fields: Self.bearer)
            let topic = "booking:\(UniqueID(high: 5, low: 6))"
            await client.say(#"{"op":"subscribe","id":"1","topics":["\#(topic)"]}"#)
            #expect(
                try await client.message()
                    == .subscribed(id: "1", topics: [.snapshot(topic: topic)]))
            guard case .snapshot(topic, _, let state, _) = try await client.message() else {
                Issue.record("no snapshot")
                return
            }
            #expect(state == Array(#"{"of":"\#(topic)"}"#.utf8))
        }
    }

    @Test func `a client may authenticate later`() async throws {
        try await Server.run { server in
            let client = try await server.client()
            _ = try await client.open()
            await client.say(#"{"op":"auth","id":"a","token":"bad"}"#)
            guard case .error(let error) = try await client.message() else {
                Issue.record("no error")
                return
            }
            #expect(error.id == "a")
            await client.say(#"{"op":"auth","token":"good"}"#)
            #expect(
                try await client.message()
                    == .authenticated(id: nil, user: FakeCredentials.user.userID.description))
        }
    }

    @Test func `frames that come with the handshake are taken`() async throws {
        try await Server.run { server in
            let client = try await server.client()
            let handshake = WebSocketClientHandshake(
                nonce: [UInt8](repeating: 1, count: 16), subprotocols: [])
            var bytes: [UInt8] = []
            handshake.request(host: "h", path: "/api/v1/ws", fields: Self.bearer)
                .write(to: &bytes)
            bytes += WebSocketFrame.encode(
                .text, Array(#"{"op":"ping","id":"x"}"#.utf8), mask: WebSocketMask(random: 9))
            await client.send(bytes)
            let response = try #require(try await client.response())
            #expect(try handshake.check(response) == nil)
            _ = try await client.message()
            #expect(try await client.message() == .pong(id: "x"))
        }
    }

    @Test(
        arguments: [
            ("", ["Sec-WebSocket-Version": "8"], 426), ("", ["Upgrade": "h2c"], 426),
            ("", ["Sec-WebSocket-Key": "x"], 400), ("token=x", [:], 400),
            ("access_token=a.b.c", [:], 400), ("x=eyJh.eyJi.c", [:], 400),
            ("", ["Authorization": "Bearer bad"], 401), ("", ["Authorization": "Bearer old"], 401),
            ("", ["Authorization": "Bearer later"], 503), ("ticket=bad", [:], 401),
            ("ticket=good", ["Origin": "http://evil.example"], 403),
            ("ticket=good", ["Origin": "null"], 403),
            ("ticket=good", [:], 101), ("ticket=good", ["Origin": "http://localhost:8080"], 101),
            ("ticket=good", ["Origin": "https://friend.example"], 101),
            ("", ["Origin": "http://evil.example"], 101),
        ] as [(String, HTTPFields, Int)])
    func `checks the upgrade`(_ query: String, _ fields: HTTPFields, _ status: Int) async throws {
        try await Server.run(configure: { $0.origins = ["https://friend.example"] }) { server in
            let client = try await server.client()
            var request = WebSocketClientHandshake(
                nonce: [UInt8](repeating: 1, count: 16), subprotocols: []
            ).request(host: "localhost:8080", path: "/api/v1/ws", query: query)
            for line in fields.lines { request.fields[line.name] = line.value }
            var bytes: [UInt8] = []
            request.write(to: &bytes)
            await client.send(bytes)
            #expect(try await client.response()?.status == status)
        }
    }

    @Test func `a refused upgrade leaves the connection to other requests`() async throws {
        try await Server.run { server in
            let client = try await server.client()
            #expect(
                try await client.handshake(fields: ["Authorization": "Bearer bad"])?.status == 401)
            await client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await client.response()?.status == 200)
        }
    }

    @Test func `nobody subscribes before the node knows its place`() async throws {
        try await Server.run(isLocated: false) { server in
            let client = try await server.client()
            #expect(try await client.handshake()?.status == 503)
        }
    }

    /// The first always has its second's share; that of none is used up however slow the machine.
    @Test(arguments: [(1, 101), (0, 503)])
    func `refuses handshakes beyond the rate`(rate: Int, status: Int) async throws {
        try await Server.run(configure: { $0.handshakesPerSecond = rate }) { server in
            let response = try await server.client().handshake()
            #expect(response?.status == status)
            #expect(response?.fields["Retry-After"] == (status == 503 ? "1" : nil))
            let counters = await server.gateway.report().counters
            #expect(counters.webSocketsRefused == (status == 503 ? ["UNAVAILABLE": 1] : [:]))
        }
    }

    @Test func `a user has only so many connections`() async throws {
        try await Server.run(loops: 2, configure: { $0.connectionsPerUser = 2 }) { server in
            let first = try await server.client()
            _ = try await first.open(fields: Self.bearer)
            let second = try await server.client()
            _ = try await second.open()
            await second.say(#"{"op":"auth","token":"good"}"#)
            _ = try await second.message()
            let refusal = try await server.client().handshake(fields: Self.bearer)
            #expect(refusal?.status == 429)
            let late = try await server.client()
            _ = try await late.open()
            await late.say(#"{"op":"auth","token":"good"}"#)
            #expect(await late.closeCode() == 4429)
            await first.send(.close, [0x03, 0xE8])
            await first.end()
            await first.close()
            let next = try await server.client()
            guard case .welcome = try await next.open(fields: Self.bearer) else {
                Issue.record("the place was not given back")
                return
            }
        }
    }

    @Test func `answers a ping and a close`() async throws {
        try await Server.run { server in
            let client = try await server.client()
            _ = try await client.open()
            await client.send(.ping, [1, 2, 3])
            #expect(await client.action() == .pong([1, 2, 3]))
            await client.send(.close, [0x03, 0xE8])
            #expect(await client.closeCode() == 1000)
            await client.end()
        }
    }

    @Test(
        arguments: [
            (WebSocketFrame.encode(.text, [0x61]), 1002),
            (WebSocketFrame.encode(.text, [0xFF], mask: WebSocketMask(random: 1)), 1007),
            (WebSocketFrame.encode(.binary, [1], mask: WebSocketMask(random: 1)), 1003),
            (
                WebSocketFrame.encode(
                    .text, [UInt8](repeating: 0x61, count: 64 * 1024 + 1),
                    mask: WebSocketMask(random: 1)), 1009
            ),
        ] as [([UInt8], UInt16)])
    func `closes on what is not allowed`(_ frame: [UInt8], _ code: UInt16) async throws {
        try await Server.run(configure: { $0.closeTimeout = .milliseconds(100) }) { server in
            let client = try await server.client()
            _ = try await client.open()
            await client.send(frame)
            #expect(await client.closeCode() == code)
            await client.end()
        }
    }

    @Test func `closes on too many frames`() async throws {
        try await Server.run(configure: { $0.frameBurst = 10 }) { server in
            let client = try await server.client()
            _ = try await client.open()
            let pong = WebSocketFrame.encode(.pong, [], mask: WebSocketMask(random: 1))
            await client.send(Array(repeatElement(pong, count: 100).joined()))
            #expect(await client.closeCode() == 4429)
        }
    }

    @Test func `closes on a client that answers no ping, and keeps one that does`() async throws {
        try await Server.run(configure: { $0.heartbeatInterval = .milliseconds(700) }) { server in
            let silent = try await server.client()
            let lively = try await server.client()
            _ = try await silent.open()
            _ = try await lively.open(answeringPings: true)
            var pings = 0
            var code: UInt16?
            while code == nil, let action = await silent.action() {
                if case .ping = action { pings += 1 }
                if case .close(let close, _) = action { code = close.code?.rawValue }
            }
            #expect(pings == 2)
            #expect(code == 4408)
            await lively.say(#"{"op":"ping"}"#)
            #expect(try await lively.message() == .pong(id: nil))
        }
    }

    @Test func `closes on a client without credentials where they are wanted`() async throws {
        try await Server.run(
            configure: {
                $0.requiresCredentials = true
                $0.credentialsTimeout = .milliseconds(200)
            }
        ) { server in
            let nobody = try await server.client()
            let somebody = try await server.client()
            _ = try await nobody.open()
            _ = try await somebody.open(fields: Self.bearer)
            #expect(await nobody.closeCode() == 4408)
            await somebody.say(#"{"op":"ping"}"#)
            #expect(try await somebody.message() == .pong(id: nil))
        }
    }

    @Test func `a client that pauses gets every event of a lossless topic in order`() async throws {
        try await Server.run(configure: { $0.hub.backlogLimit = 64 << 20 }) { server in
            let client = try await server.client()
            _ = try await client.open(fields: Self.bearer)
            await client.say(Self.subscribeToLossless)
            _ = try await client.message()
            await client.pause()
            for start in stride(from: Int64(101), to: 2_101, by: 100) {
                server.deliver(start...start + 99, padding: 8_000, on: Self.lossless)
            }
            await client.resume()
            for seq in Int64(101)...2_100 {
                guard case .event(let frame) = try await client.message() else {
                    Issue.record("no event \(seq)")
                    return
                }
                #expect(frame.cursor?.seq == seq)
            }
        }
    }

    @Test func `a client that never reads a lossless topic is sent away with 4429`() async throws {
        try await Server.run(configure: { $0.closeTimeout = .seconds(600) }) { server in
            let client = try await server.client()
            _ = try await client.open(fields: Self.bearer)
            await client.say(Self.subscribeToLossless)
            _ = try await client.message()
            await client.pause()
            for start in stride(from: Int64(101), to: 2_101, by: 100) {
                server.deliver(start...start + 99, padding: 8_000, on: Self.lossless)
            }
            let shard = server.gateway.shards[0]
            while await shard.webSocketCount > 0 { await Task.yield() }
            await client.resume()
            var operations: [ServerMessage.Operation?] = []
            var code: UInt16?
            while code == nil, let action = await client.action() {
                if case .text(let text) = action {
                    operations.append(try ServerMessage.decode(text)?.operation)
                }
                if case .close(let close, _) = action { code = close.code?.rawValue }
            }
            #expect(code == 4429)
            #expect(operations.last == .bye)
            #expect(operations.dropLast().allSatisfy { $0 == .event || $0 == .mark })
        }
    }

    @Test func `a client that pauses gets the newest state of a state topic, without a gap`()
        async throws
    {
        try await Server.run { server in
            let client = try await server.client()
            _ = try await client.open()
            await client.say(Self.subscribe)
            _ = try await client.message()
            let witness = try await server.client()
            _ = try await witness.open()
            await witness.say(Self.subscribe)
            _ = try await witness.message()
            await client.pause()
            for start in stride(from: Int64(101), to: 2_101, by: 100) {
                server.deliver(start...start + 99, padding: 8_000)
            }
            // Once another one has the last, all of it has come by.
            while case .event(let frame) = try await witness.message(), frame.cursor?.seq != 2_100 {
            }
            await client.resume()
            var position: Int64 = 100
            var conflated = 0
            while position < 2_100 {
                guard case .event(let frame) = try await client.message() else {
                    Issue.record("no event after \(position)")
                    return
                }
                #expect(frame.prev?.seq == position)
                position = frame.cursor?.seq ?? .max
                conflated = max(conflated, frame.conflated ?? 0)
            }
            #expect(position == 2_100)
            #expect(conflated > 1)
        }
    }

    @Test func `a drain says bye and closes with 1012`() async throws {
        try await Server.run { server in
            let client = try await server.client()
            _ = try await client.open()
            async let drain: Void = server.gateway.drain()
            guard case .bye(.serviceRestart, _, let delay) = try await client.message() else {
                Issue.record("no bye")
                return
            }
            #expect(delay != nil)
            #expect(await client.closeCode() == 1012)
            await client.send(.close, [0x03, 0xF4])
            await client.end()
            await client.close()
            await drain
        }
    }

    @Test func `a client that does not answer our close is cut off`() async throws {
        try await Server.run(configure: { $0.closeTimeout = .milliseconds(100) }) { server in
            let client = try await server.client()
            _ = try await client.open()
            await client.send(.binary, [1])
            #expect(await client.closeCode() == 1003)
            await client.end()
            await server.gateway.drain()
        }
    }
}
