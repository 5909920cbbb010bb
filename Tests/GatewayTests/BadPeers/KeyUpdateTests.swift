import Certificates
import Gateway
import LiveProtocol
import Net
import Testing
import Wire

/// Peers that change the keys of TLS more often than they have reason to.
@Suite struct KeyUpdateTests {
    private let certificates: Certificates
    private let tls: TLSServer
    private let destination: TLSDestination

    init() throws {
        certificates = try Certificates()
        let pair = try certificates.make("hub")
        tls = try TLSServer(TLSServerConfiguration(pairs: [pair]))
        destination = TLSDestination(try TLSClient(.file(pair.certificate)), name: "localhost")
    }

    private static let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
    private static let ping = WebSocketFrame.encode(
        .ping, [1], mask: WebSocketMask(random: 5))

    @Test func `who changes its keys on and on is ended with one line`() async throws {
        try await Server.run(tls: tls) { server in
            let restless = try await server.client(destination, sending: Self.get)
            #expect(try await restless.response()?.status == 200)
            await restless.changeKeys(100)
            await restless.end()
            #expect(
                await server.notice() == .sessionFailed(peer: "127.0.0.1", .keyUpdates))
            #expect(server.tlsCounts.totals.failures == ["key_updates": 1])
            let other = try await server.client(destination, sending: Self.get)
            #expect(try await other.response()?.status == 200)
        }
    }

    @Test func `who changes its keys and says something each time is served on`() async throws {
        try await Server.run(tls: tls) { server in
            let client = try await server.client(destination)
            for _ in 0..<50 {
                await client.changeKeys(3, then: Array(Self.get.utf8))
                #expect(try await client.response()?.status == 200)
            }
            #expect(server.tlsCounts.totals.failures.isEmpty)
        }
    }

    /// A subscriber who reads no more; a socket file keeps little for it.
    private func pausedSubscriber(of server: Server) async throws -> TestClient {
        let path = "\(certificates.folder)/hub"
        _ = try await server.gateway.listen(on: [.unix(path: path, mode: 0o600)], tls: tls)
        let client = TestClient(
            on: try Socket.connectUnix(path: path), server.clientLoop, tls: destination)
        await client.start(sending: "")
        _ = try await client.open()
        await client.say(Neighbourhood.subscribe)
        guard case .subscribed = try await client.message() else {
            throw Neighbourhood.Missing.subscription
        }
        await client.pause()
        return client
    }

    /// A subscriber who reads no more, and whose changes of keys have filled its socket with answers.
    private func deafSubscriber(of server: Server) async throws -> TestClient {
        let client = try await pausedSubscriber(of: server)
        while await server.gateway.report().blockedConnections == 0 {
            await client.changeKeys(16, then: Self.ping)
        }
        return client
    }

    private static func makePatient(_ configuration: inout GatewayConfiguration) {
        configuration.framesPerSecond = 1_000_000
        configuration.frameBurst = 1_000_000
        configuration.closeTimeout = .milliseconds(100)
        // Each answer is written at once, so that nothing is left to write at the end of a turn.
        configuration.writeBytes = 1
    }

    @Test func `who takes no answers to its changes of keys is no exception to what may wait`()
        async throws
    {
        try await Server.run(configure: Self.makePatient, tls: tls) { server in
            let deaf = try await deafSubscriber(of: server)
            server.deliver(101...700, padding: 8_000, ofManyFlights: true)
            let report = await server.gateway.report()
            #expect(report.counters.closes == [4429: 1])
            #expect(report.queuedBytes < 2 << 20)
            while await server.gateway.report().connections > 0 { await Task.yield() }
            await deaf.close()
        }
    }

    @Test func `who takes them late is served on`() async throws {
        try await Server.run(configure: Self.makePatient, tls: tls) { server in
            let late = try await deafSubscriber(of: server)
            server.deliver(101...120, padding: 8_000, ofManyFlights: true)
            await late.resume()
            var events = 0
            while events < 20, let action = await late.action() {
                if case .text = action { events += 1 }
            }
            #expect(events == 20)
            #expect(await server.gateway.report().counters.closes.isEmpty)
        }
    }

    @Test func `who changes its keys while the hub waits to write is served on`() async throws {
        try await Server.run(configure: Self.makePatient, tls: tls) { server in
            let late = try await pausedSubscriber(of: server)
            server.deliver(101...200, padding: 8_000, ofManyFlights: true)
            while await server.gateway.report().blockedConnections == 0 { await Task.yield() }
            for _ in 0..<3 { await late.changeKeys(1, then: Self.ping) }
            // The hub has a turn in which it could read them.
            _ = await server.gateway.report()
            await late.resume()
            var events = 0
            while events < 100, let action = await late.action() {
                if case .text = action { events += 1 }
            }
            #expect(events == 100)
            #expect(server.tlsCounts.totals.failures.isEmpty)
        }
    }
}
