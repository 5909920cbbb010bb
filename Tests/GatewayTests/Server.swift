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
    let clientLoop: EventLoop

    /// Runs `body` with a server that knows its place in the history.
    static func run(
        loops count: Int = 1,
        configure: (inout GatewayConfiguration) -> Void = { _ in },
        handler: any HTTPHandler = ClosureHandler.echo,
        responder: (any WebSocketResponder)? = nil, isLocated: Bool = true,
        _ body: @Sendable (Server) async throws -> Void
    ) async throws {
        var configuration = GatewayConfiguration()
        configuration.tickInterval = .milliseconds(5)
        configure(&configuration)
        let loops = try (0...count).map { try EventLoop(name: "test-\($0)") }
        for loop in loops { loop.start() }
        defer {
            for loop in loops { loop.stop() }
            for loop in loops { loop.join() }
        }
        let gateway = Gateway(on: Array(loops.dropLast()), configuration: configuration) { _ in
            if let responder {
                return GatewayServices(
                    handler: handler, responder: responder,
                    clock: { Timestamp(seconds: 1_800_000_000) })
            }
            return GatewayServices(
                handler: handler, credentials: FakeCredentials(), rights: EmptyStore(),
                history: EmptyStore(), snapshots: EmptyStore(),
                clock: { Timestamp(seconds: 1_800_000_000) })
        }
        let port = try await gateway.listen(host: "127.0.0.1", port: 0)
        if isLocated {
            let cursor = Cursor(epoch: epoch, seq: start)
            gateway.deliver([.restarted(at: cursor, floor: 0, reason: "start"), .fresh])
        }
        do {
            try await body(Server(gateway: gateway, port: port, clientLoop: loops[count]))
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

    /// Delivers events about an airline to every shard.
    func deliver(
        _ seqs: ClosedRange<Int64>, padding: Int = 0, on topic: Topic = Topic(.airport, "LHR")
    ) {
        let entries = seqs.map { seq in
            LogEntry(
                seq: seq, identity: "s \(seq)", type: "t", subject: "flight/1",
                topics: [topic],
                payload: Array(
                    #"{"id":"\#(seq)","p":"\#(String(repeating: "x", count: padding))"}"#.utf8))
        }
        gateway.deliver([.entries(entries)])
    }
}
