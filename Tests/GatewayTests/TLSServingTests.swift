import Certificates
import Gateway
import LiveProtocol
import Net
import Testing
import Wire

@Suite struct `Serving TLS` {
    private static let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"

    private let certificates: Certificates
    private let pair: TLSServerConfiguration.Pair
    private let tls: TLSServer
    private let destination: TLSDestination

    init() throws {
        certificates = try Certificates()
        pair = try certificates.make("hub")
        tls = try TLSServer(TLSServerConfiguration(pairs: [pair]))
        destination = TLSDestination(try TLSClient(.file(pair.certificate)), name: "localhost")
    }

    private func text(_ response: HTTPResponse?) -> String? {
        response.map { String(decoding: $0.body, as: UTF8.self) }
    }

    @Test func `answers requests on both ports at once`() async throws {
        try await Server.run(loops: 2, tls: tls) { server in
            for client in [
                try await server.client(destination, sending: Self.get),
                try await server.client(sending: Self.get),
            ] {
                #expect(text(try await client.response()) == "GET /a ")
                await client.send(Self.get)
                #expect(text(try await client.response()) == "GET /a ")
            }
            #expect(
                server.tlsCounts.totals
                    == TLSCounts.Totals([("TLSv1.3", false, 1)]))
        }
    }

    @Test func `moves large bodies both ways, pipelined ones too`() async throws {
        let body = String(repeating: "0123456789abcdef", count: 50_000)
        try await Server.run(configure: { $0.pipelineBytes = 1_000 }, tls: tls) { server in
            let client = try await server.client(destination)
            let request =
                "POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            let sending = Task {
                for _ in 0..<3 { await client.send(request + body) }
            }
            for _ in 0..<3 {
                #expect(text(try await client.response()) == "POST /b " + body)
            }
            await sending.value
        }
    }

    @Test func `keeps what a client does not read, and delivers all of it`() async throws {
        let body = [UInt8](repeating: 7, count: 8_000_000)
        let handler = ClosureHandler { _ in HTTPResponse(status: 200, body: body) }
        try await Server.run(handler: handler, tls: tls) { server in
            let client = try await server.client(destination, sending: Self.get + Self.get)
            await client.pause()
            await client.resume()
            for _ in 0..<2 { #expect(try await client.response()?.body == body) }
        }
    }

    @Test func `carries a WebSocket with events and pings`() async throws {
        try await Server.run(configure: { $0.heartbeatInterval = .seconds(1) }, tls: tls) {
            server in
            let client = try await server.client(destination)
            #expect(try await client.open() != nil)
            await client.say(
                #"{"op":"subscribe","id":"1","topics":["airport:LHR"],"snapshot":false}"#)
            guard case .subscribed = try await client.message() else {
                Issue.record("not subscribed")
                return
            }
            server.deliver(101...101)
            guard case .event = try await client.message() else {
                Issue.record("no event came")
                return
            }
            guard case .ping? = await client.action() else {
                Issue.record("no ping came")
                return
            }
            await client.send(.close, [3, 232])
            #expect(await client.closeCode() == 1_000)
            await client.end()
        }
    }

    @Test func `says goodbye before it closes, and takes a client's goodbye`() async throws {
        try await Server.run(tls: tls) { server in
            let closing = "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
            let client = try await server.client(destination, sending: closing)
            #expect(try await client.response()?.status == 200)
            await client.end()
            // A stream that was cut would be a failure: this client does not take one for an end.
            #expect(await client.failure() == nil)
            let other = try await server.client(destination, sending: Self.get)
            #expect(try await other.response()?.status == 200)
            await other.sayGoodbye()
            await other.end()
            #expect(await other.failure() == nil)
        }
    }

    @Test func `answers a plain request with 400 and one line`() async throws {
        try await Server.run(tls: tls) { server in
            let client = try await server.strayClient(sending: Self.get)
            let response = try #require(try await client.response())
            #expect(response.status == 400)
            #expect(text(response)?.contains("TLS_REQUIRED") == true)
            await client.endWriting()
            await client.end()
            #expect(
                await server.notice() == .handshakeFailed(peer: "127.0.0.1", .plainRequest))
        }
    }

    @Test func `ends a TLS hello to the plain port with one line`() async throws {
        try await Server.run { server in
            let client = try await server.client(sending: "\u{16}\u{3}\u{1}\u{0}")
            await client.end()
            #expect(await client.received.isEmpty)
            #expect(await server.notice() == .tlsOnPlainPort(peer: "127.0.0.1"))
            #expect(server.tlsCounts.totals.failures == ["plain_port": 1])
        }
    }

    @Test func `ends garbage with one line`() async throws {
        try await Server.run(tls: tls) { server in
            let client = try await server.strayClient(
                sending: String(repeating: "\u{1}garbage", count: 40))
            await client.end()
            #expect(
                await server.notice()
                    == .handshakeFailed(peer: "127.0.0.1", .violation("wrong version number")))
        }
    }

    @Test func `gives up on half-open handshakes, and serves others meanwhile`() async throws {
        try await Server.run(
            // It is the good client's time as well, however busy the machine.
            configure: { $0.tlsHandshakeTimeout = .seconds(1) }, tls: tls
        ) { server in
            var idle: [TestClient] = []
            for number in 0..<200 {
                idle.append(
                    try await server.strayClient(
                        sending: number % 2 == 0 ? Self.silence : ""))
            }
            let client = try await server.client(destination, sending: Self.get)
            #expect(try await client.response()?.status == 200)
            for client in idle {
                await client.end()
                #expect(await server.notice() == .handshakeTooSlow(peer: "127.0.0.1"))
            }
            #expect(server.tlsCounts.totals.failures == ["too_slow": 200])
            #expect(await server.gateway.report().counters.timeouts == [.handshake: 200])
            await client.send(Self.get)
            #expect(try await client.response()?.status == 200)
        }
    }

    /// The head of a record that says that more will come.
    private static let silence = "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}"

    /// Returns once so many handshakes have had to wait.
    private func waitForDelays(_ count: Int, _ server: Server) async {
        while server.tlsCounts.totals.delayed < count { await Task.yield() }
    }

    @Test func `lets handshakes beyond the bound wait for their turn`() async throws {
        try await Server.run(
            configure: {
                $0.tlsHandshakes = 1
                $0.tlsHandshakePatience = .seconds(3_600)
            }, tls: tls
        ) { server in
            let silent = try await server.strayClient(sending: Self.silence)
            await server.waitForHandshakes(1)
            var clients: [TestClient] = []
            for _ in 0..<20 {
                clients.append(try await server.client(destination, sending: Self.get))
            }
            await waitForDelays(20, server)
            #expect(await server.gateway.report().tlsHandshakes == 1)
            #expect(server.tlsCounts.totals.handshakes.isEmpty)
            await silent.close()
            for client in clients { #expect(try await client.response()?.status == 200) }
            await server.waitForHandshakes(0)
            #expect(server.tlsCounts.totals.handshakes.values.reduce(0, +) == 20)
            #expect(server.tlsCounts.totals.delayed == 20)
        }
    }

    @Test func `takes the place of who falls silent when somebody waits for it`() async throws {
        try await Server.run(
            configure: {
                $0.tlsHandshakes = 1
                $0.tlsHandshakePatience = .milliseconds(50)
            }, tls: tls
        ) { server in
            let silent = try await server.strayClient(sending: Self.silence)
            await server.waitForHandshakes(1)
            let client = try await server.client(destination, sending: Self.get)
            #expect(try await client.response()?.status == 200)
            await silent.end()
            #expect(await server.notice() == .handshakeTooSlow(peer: "127.0.0.1"))
            #expect(server.tlsCounts.totals.failures == ["too_slow": 1])
            #expect(server.tlsCounts.totals.delayed == 1)
        }
    }

    @Test func `forgets who goes while it waits for its turn`() async throws {
        try await Server.run(
            configure: {
                $0.tlsHandshakes = 1
                $0.tlsHandshakePatience = .seconds(3_600)
            }, tls: tls
        ) { server in
            let silent = try await server.strayClient(sending: Self.silence)
            await server.waitForHandshakes(1)
            do {
                let leaving = try await server.strayClient(sending: Self.silence)
                await waitForDelays(1, server)
                await leaving.abandon()
            }
            while await server.gateway.report().connections > 1 { await Task.yield() }
            let client = try await server.client(destination, sending: Self.get)
            await waitForDelays(2, server)
            await silent.close()
            #expect(try await client.response()?.status == 200)
            #expect(server.tlsCounts.totals.failures == ["ended": 1])
        }
    }

    @Test func `reads certificates anew while a connection lives`() async throws {
        try await Server.run(tls: tls) { server in
            let client = try await server.client(destination, sending: Self.get)
            #expect(try await client.response()?.status == 200)
            let fresh = try certificates.make("hub")
            try tls.reload()
            await client.send(Self.get)
            #expect(try await client.response()?.status == 200)
            let other = try await server.client(
                TLSDestination(try TLSClient(.file(fresh.certificate)), name: "localhost"),
                sending: Self.get)
            #expect(try await other.response()?.status == 200)
            // The old certificate is not what the server shows any more.
            let old = try await server.client(destination, sending: Self.get)
            await old.end()
            #expect(try await old.response() == nil)
        }
    }

    @Test func `lets clients go when it drains`() async throws {
        try await Server.run(tls: tls) { server in
            let client = try await server.client(destination, sending: Self.get)
            #expect(try await client.response()?.status == 200)
            await server.gateway.drain()
            await client.end()
            #expect(await client.failure() == nil)
        }
    }
}

extension TestClient {
    /// Why TLS failed, if it did.
    func failure() -> TLSFailure? { tls?.failure }
}

extension TLSCounts.Totals {
    /// Totals of these handshakes, and no failures.
    init(_ handshakes: [(String, Bool, Int)]) {
        self.init()
        for (version, isResumed, count) in handshakes {
            self.handshakes[.init(version: version, isResumed: isResumed)] = count
        }
    }
}
