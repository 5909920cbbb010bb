import Events
import Gateway
import Hub
import LiveProtocol
import Net
import Testing
import Wire

/// A server whose only loop is shared by a good client and by those who misbehave.
actor Neighbourhood {
    nonisolated let server: Server
    /// Follows a topic, reads, and answers pings.
    private let neighbour: TestClient
    private var seq = Server.start

    private init(_ server: Server) async throws {
        self.server = server
        neighbour = try await Self.subscriber(of: server, answeringPings: true)
    }

    /// Runs `body`; afterwards every connection but the neighbour's must be gone, and the neighbour
    /// served.
    static func run(
        configure: (inout GatewayConfiguration) -> Void = { _ in },
        handler: any HTTPHandler = ClosureHandler.echo,
        _ location: SourceLocation = #_sourceLocation,
        _ body: @Sendable (Neighbourhood) async throws -> Void
    ) async throws {
        try await Server.run(configure: configure, handler: handler) { server in
            let neighbourhood = try await Neighbourhood(server)
            try await body(neighbourhood)
            while await server.gateway.report().connections > 1 { await Task.yield() }
            try await neighbourhood.expectService(location)
            let report = await server.gateway.report()
            #expect(report.connections == 1, sourceLocation: location)
            #expect(report.webSockets == 1, sourceLocation: location)
            #expect(report.subscriptions == 1, sourceLocation: location)
            #expect(report.queuedBytes == 0, sourceLocation: location)
            #expect(server.gateway.ledger.count == 1, sourceLocation: location)
        }
    }

    /// A client that follows the airport of which the server tells.
    static func subscriber(
        of server: Server, answeringPings: Bool = false
    ) async throws -> TestClient {
        let client = try await server.client(sending: TestClient.handshake())
        try await follow(client, answeringPings: answeringPings)
        return client
    }

    /// The same, with so little room for what it does not read that it soon is in the way.
    static func narrowSubscriber(
        of server: Server, answeringPings: Bool = false
    ) async throws -> TestClient {
        let client = try narrowClient(of: server)
        await client.start(sending: TestClient.handshake())
        try await follow(client, answeringPings: answeringPings)
        return client
    }

    /// A client that has not started, whose kernel keeps little of what it does not read.
    static func narrowClient(of server: Server) throws -> TestClient {
        let address = try #require(SocketAddress(numeric: "127.0.0.1", port: server.port))
        return TestClient(
            on: try Socket.connect(to: address, receiveBuffer: 2_048), server.clientLoop)
    }

    /// Takes the answer to the handshake, and subscribes.
    private static func follow(_ client: TestClient, answeringPings: Bool) async throws {
        #expect(try await client.response()?.status == 101)
        if answeringPings { await client.answerPings() }
        _ = try await client.message()
        await client.say(subscribe)
        guard case .subscribed = try await client.message() else { throw Missing.subscription }
    }

    /// What did not come.
    enum Missing: Error { case subscription }

    static let subscribe =
        #"{"op":"subscribe","id":"1","topics":["airport:LHR"],"snapshot":false}"#

    /// Clients with an open WebSocket.
    nonisolated func strangers(_ count: Int) async throws -> [TestClient] {
        var clients: [TestClient] = []
        for _ in 0..<count {
            let client = try await server.client()
            _ = try await client.open()
            clients.append(client)
        }
        return clients
    }

    /// The neighbour gets the next event, and an answer to what it asks.
    func expectService(_ location: SourceLocation = #_sourceLocation) async throws {
        seq += 1
        server.deliver(seq...seq)
        try await expectEvent(seq, location)
        await neighbour.say(#"{"op":"ping","id":"\#(seq)"}"#)
        #expect(
            try await neighbour.message() == .pong(id: "\(seq)"), sourceLocation: location)
    }

    /// Delivers many large events, all of which the neighbour gets.
    func flood(_ location: SourceLocation = #_sourceLocation) async throws {
        for _ in 0..<6 {
            let first = seq + 1
            seq += 100
            server.deliver(first...seq, padding: 8_000, ofManyFlights: true)
            for seq in first...seq { try await expectEvent(seq, location) }
        }
    }

    private func expectEvent(_ seq: Int64, _ location: SourceLocation) async throws {
        guard case .event(let frame) = try await neighbour.message() else {
            Issue.record("the neighbour got no event \(seq)", sourceLocation: location)
            return
        }
        #expect(
            frame.cursor == Cursor(epoch: Server.epoch, seq: seq), sourceLocation: location)
    }

    /// What the server has counted.
    nonisolated var counters: GatewayCounters {
        get async { await server.gateway.report().counters }
    }

    /// Returns once the server has counted so many of `counter`.
    nonisolated func wait(
        for count: Int, _ counter: @Sendable (GatewayCounters) -> Int?
    ) async {
        while (counter(await counters) ?? 0) < count { await Task.yield() }
    }
}
