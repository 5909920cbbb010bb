import Events
import Gateway
import Net
import Wire

/// A gateway on a free port of this machine, with clients on a loop of their own.
struct Server: Sendable {
    static let epoch = Epoch(generation: 1, id: "test")
    static let start: Int64 = 100

    let gateway: Gateway
    let port: UInt16
    /// The port for TLS, if there is one.
    let tlsPort: UInt16?
    /// What the gateway tells of its peers.
    let notices: AsyncStream<GatewayNotice>
    let tlsCounts: TLSCounts
    let clientLoop: EventLoop

    /// Runs `body` with a server that knows its place in the history.
    static func run(
        loops count: Int = 1,
        configure: (inout GatewayConfiguration) -> Void = { _ in },
        handler: any HTTPHandler = ClosureHandler.echo,
        responder: (any WebSocketResponder)? = nil, isLocated: Bool = true,
        tls: TLSServer? = nil, _ body: @Sendable (Server) async throws -> Void
    ) async throws {
        var configuration = GatewayConfiguration()
        configuration.tickInterval = .milliseconds(5)
        // Only a test that is about one of them may see it pass, however busy the machine.
        for limit in [
            \.headTimeout, \.bodyTimeout, \.idleTimeout, \.writeTimeout, \.tlsHandshakeTimeout,
            \.heartbeatInterval, \.feedPatience,
        ] as [WritableKeyPath<GatewayConfiguration, Duration>] {
            configuration[keyPath: limit] = .seconds(3_600)
        }
        configure(&configuration)
        let loops = try (0...count).map { try EventLoop(name: "test-\($0)") }
        for loop in loops { loop.start() }
        defer {
            for loop in loops { loop.stop() }
            for loop in loops { loop.join() }
        }
        let (notices, noticed) = AsyncStream.makeStream(of: GatewayNotice.self)
        let tlsCounts = TLSCounts()
        let gateway = Gateway(on: Array(loops.dropLast()), configuration: configuration) { _ in
            if let responder {
                return GatewayServices(
                    handler: handler, responder: responder,
                    clock: { Timestamp(seconds: 1_800_000_000) })
            }
            return GatewayServices(
                handler: handler, credentials: FakeCredentials(), rights: EmptyStore(),
                history: EmptyStore(), snapshots: EmptyStore(),
                report: { noticed.yield($0) }, tlsCounts: tlsCounts,
                clock: { Timestamp(seconds: 1_800_000_000) })
        }
        let port = try await gateway.listen(host: "127.0.0.1", port: 0)
        var tlsPort: UInt16?
        if let tls { tlsPort = try await gateway.listen(host: "127.0.0.1", port: 0, tls: tls) }
        if isLocated {
            let cursor = Cursor(epoch: epoch, seq: start)
            gateway.deliver([.restarted(at: cursor, floor: 0, reason: "start"), .fresh])
        }
        do {
            try await body(
                Server(
                    gateway: gateway, port: port, tlsPort: tlsPort, notices: notices,
                    tlsCounts: tlsCounts, clientLoop: loops[count]))
        } catch {
            await gateway.stop()
            throw error
        }
        await gateway.stop()
    }

    /// A connected client.
    func client(sending text: String = "") async throws -> TestClient {
        let client = try TestClient(to: port, on: clientLoop)
        await client.start(sending: text)
        return client
    }

    /// A client that speaks TLS.
    func client(_ destination: TLSDestination, sending text: String = "") async throws -> TestClient
    {
        let client = try TestClient(to: tlsPort ?? 0, on: clientLoop, tls: destination)
        await client.start(sending: text)
        return client
    }

    /// A client of the port for TLS that speaks none.
    func strayClient(sending text: String = "") async throws -> TestClient {
        let client = try TestClient(to: tlsPort ?? 0, on: clientLoop)
        await client.start(sending: text)
        return client
    }

    /// Returns once so many TLS handshakes are under way.
    func waitForHandshakes(_ count: Int) async {
        while await gateway.report().tlsHandshakes != count { await Task.yield() }
    }

    /// What the gateway next tells of a peer.
    func notice() async -> GatewayNotice? {
        for await notice in notices { return notice }
        return nil
    }

    /// Delivers events about one flight, or each about another one, to every shard.
    func deliver(
        _ seqs: ClosedRange<Int64>, padding: Int = 0, on topic: Topic = Topic(.airport, "LHR"),
        ofManyFlights: Bool = false
    ) {
        let entries = seqs.map { seq in
            LogEntry(
                seq: seq, identity: "s \(seq)", type: "t",
                subject: ofManyFlights ? "flight/\(seq)" : "flight/1",
                topics: [topic],
                payload: Array(
                    #"{"id":"\#(seq)","p":"\#(String(repeating: "x", count: padding))"}"#.utf8))
        }
        gateway.deliver([.entries(entries)])
    }
}
