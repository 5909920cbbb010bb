import Events
import Gateway
import Net
import Wire

/// Sends every message back: the hub's sockets, frames and compression without the hub, for judges
/// of the protocol.
struct EchoServer {
    /// Answers every message with itself.
    struct Echo: WebSocketResponder {
        func respond(to message: WebSocketMessage) -> WebSocketMessage? { message }
    }

    /// There is nothing but the WebSocket.
    private struct Nothing: HTTPHandler {
        func respond(to _: HTTPRequest) async -> HTTPResponse { HTTPResponse(status: 404) }
    }

    /// Room for the largest messages of the Autobahn test suite, 16 MiB, and for one byte more
    /// than that.
    static let messageBytes = 32 << 20

    private let loops: [EventLoop]
    private let gateway: Gateway

    /// A server on loops of its own.
    init(loops count: Int, compression: CompressionConfiguration) throws {
        loops = try (0..<count).map { try EventLoop(name: "echo-\($0)") }
        for loop in loops { loop.start() }
        gateway = Gateway(on: loops, configuration: Self.configuration(compression)) { _ in
            GatewayServices(
                handler: Nothing(), responder: Echo(), clock: { WallClock.now() })
        }
    }

    /// Listens, for clients that speak TLS if it is given, and returns the port.
    func listen(
        host: String, port: UInt16, tls: TLSServer?
    ) async throws(SocketError) -> UInt16 {
        try await gateway.listen(host: host, port: port, tls: tls)
    }

    /// Cuts everything off.
    func stop() async {
        await gateway.stop()
        for loop in loops { loop.stop() }
        for loop in loops { loop.join() }
    }

    private static func configuration(
        _ compression: CompressionConfiguration
    ) -> GatewayConfiguration {
        var configuration = GatewayConfiguration()
        configuration.webSocketPath = "/"
        configuration.messageBytes = messageBytes
        configuration.compression = compression
        // The suite sends as fast as it can, one byte a frame: that is not what is tested.
        configuration.framesPerSecond = 10_000_000
        configuration.frameBurst = 10_000_000
        configuration.fragmentsPerMessage = messageBytes
        return configuration
    }
}
