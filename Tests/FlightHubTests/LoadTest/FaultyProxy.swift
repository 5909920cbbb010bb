import LiveClient
import Net
import Wire

/// A TCP proxy before a hub that breaks what the hub says, as its fault tells.
actor FaultyProxy {
    nonisolated let loop: EventLoop
    private let hub: SocketAddress
    private var tamper: FrameTamper
    private var sale: SecondSale
    private var connections: [Int: ProxiedConnection] = [:]
    private var accepted = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    private init(_ fault: ProxyFault, before hub: SocketAddress, on loop: EventLoop) {
        self.loop = loop
        self.hub = hub
        tamper = FrameTamper(fault)
        sale = SecondSale(fault)
    }

    /// Runs `body` with the address of a proxy before `hub`; what it returns, and how often the
    /// proxy has done what it should not.
    static func run<Result: Sendable>(
        _ fault: ProxyFault, before hub: ServerURL,
        _ body: (ServerURL) async throws -> Result
    ) async throws -> (result: Result, faults: Int) {
        let loop = try EventLoop(name: "proxy")
        loop.start()
        defer {
            loop.stop()
            loop.join()
        }
        let proxy = FaultyProxy(fault, before: try hub.resolve(), on: loop)
        let listener = try Socket.listenTCP(host: "127.0.0.1", port: 0, reusePort: false)
        guard let port = Socket.localPort(listener.number),
            let url = ServerURL(parsing: "http://127.0.0.1:\(port)")
        else { preconditionFailure("a listener has a port") }
        let watch = await proxy.listen(listener.number)
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(url))
        } catch {
            result = .failure(error)
        }
        let faults = await proxy.close(watch)
        return (try result.get(), faults)
    }

    private func listen(_ listener: Int32) -> Watch {
        loop.watch(listener, .read) { [self] _ in
            assumeIsolated { proxy in
                while case .connection(let descriptor, _) = Socket.accept(listener) {
                    proxy.accept(descriptor)
                }
            }
        }
    }

    private func accept(_ descriptor: Int32) {
        accepted += 1
        connections[accepted] = ProxiedConnection(
            descriptor, number: accepted, to: hub, of: self)
    }

    private func close(_ watch: Watch) -> Int {
        loop.unwatch(watch)
        for connection in connections.values { connection.close() }
        connections = [:]
        return tamper.count + sale.count
    }

    // MARK: - What the connections ask

    /// The messages that take the place of one that the hub sends on a connection.
    func pass(_ text: [UInt8], on connection: Int) -> [[UInt8]] {
        tamper.pass(text, on: connection)
    }

    /// The answer to a request that the hub must not see.
    func answer(to request: HTTPRequest) -> HTTPResponse? { sale.answer(to: request) }

    /// What takes the place of the hub's response.
    func response(_ response: HTTPResponse, to request: HTTPRequest) -> HTTPResponse {
        sale.response(response, to: request)
    }

    /// The connection is over.
    func ended(_ connection: Int) { connections[connection] = nil }
}
