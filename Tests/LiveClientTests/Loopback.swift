import Net
import Testing

/// A loop with a listener on the loopback, for the time of a test.
struct Loopback {
    let loop: EventLoop
    /// The listener's descriptor.
    let listener: Int32
    let address: SocketAddress

    static func run<Value>(_ body: (Loopback) async throws -> Value) async throws -> Value {
        let loop = try EventLoop(name: "test")
        loop.start()
        defer {
            loop.stop()
            loop.join()
        }
        let listener = try Socket.listenTCP(host: "127.0.0.1", port: 0, reusePort: false).release()
        defer { FileDescriptor(owning: listener).close() }
        let address = try #require(Socket.localAddress(listener))
        return try await body(Loopback(loop: loop, listener: listener, address: address))
    }
}
