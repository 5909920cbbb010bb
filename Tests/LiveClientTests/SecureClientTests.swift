import Certificates
import LiveClient
import Net
import Testing
import Wire

@Suite struct `Clients by TLS` {
    /// What becomes of a request to a server that shows `pair`, for a client with this trust.
    private func outcome(
        _ pair: TLSServerConfiguration.Pair, trusting trust: TLSTrust, name: String = "localhost"
    ) async throws -> Result<HTTPResponse, RESTError>? {
        let server = try TLSServer(TLSServerConfiguration(pairs: [pair]))
        let client = try TLSClient(trust)
        return try await Loopback.run { place in
            let (stream, continuation) = AsyncStream.makeStream(
                of: Result<HTTPResponse, RESTError>.self)
            place.loop.execute {
                _ = SecureEcho(place.listener, server, on: place.loop)
                let client = RESTClient(
                    to: place.address, host: "localhost", on: place.loop,
                    tls: TLSDestination(client, name: name))
                client.send(HTTPRequest(method: .get, path: "/a")) { continuation.yield($0) }
            }
            for await outcome in stream { return outcome }
            return nil
        }
    }

    @Test func `ask a server that they trust`() async throws {
        let certificates = try Certificates()
        let pair = try certificates.make("a")
        let response = try await outcome(pair, trusting: .file(pair.certificate))?.get()
        #expect(response?.body.count == SecureEcho.body.count)
    }

    @Test func `ask nothing of one that they do not trust`() async throws {
        let certificates = try Certificates()
        let pair = try certificates.make("a")
        #expect(
            try await outcome(pair, trusting: .system)
                == .failure(.insecure(.untrusted("self-signed certificate"))))
        #expect(
            try await outcome(pair, trusting: .file(pair.certificate), name: "b.test")
                == .failure(.insecure(.untrusted("hostname mismatch"))))
    }

    @Test func `say which file of authorities is wrong`() throws {
        #expect(throws: TLSSetupError.self) { try TLSClient(.file("/no/file")) }
    }
}

/// Answers the first request of each connection with a large body, and then ends it. *(loop)*
private final class SecureEcho {
    static let body = [UInt8](repeating: 5, count: 200_000)
    private var connections: [Connection] = []

    init(_ listener: Int32, _ server: TLSServer, on loop: EventLoop) {
        _ = loop.watch(listener, .read) { [self] _ in
            guard case .connection(let descriptor, _) = Socket.accept(listener),
                let session = server.session(on: descriptor)
            else { return }
            connections.append(Connection(FileDescriptor(owning: descriptor), session, on: loop))
        }
    }

    private final class Connection {
        private let descriptor: FileDescriptor
        private let session: TLSSession
        private var parser = HTTPRequestParser()
        private var outgoing: [UInt8] = []

        init(_ descriptor: consuming FileDescriptor, _ session: TLSSession, on loop: EventLoop) {
            let number = descriptor.number
            self.descriptor = descriptor
            self.session = session
            _ = loop.watch(number, [.read, .write]) { [self] _ in go(on: loop) }
        }

        private func go(on loop: EventLoop) {
            guard session.shakeHands() == .done else { return }
            _ = loop.read(session) { bytes in
                var position = 0
                if case .request? = try? parser.next(bytes, at: &position) {
                    HTTPResponse(status: 200, body: SecureEcho.body)
                        .write(to: &outgoing, date: "now", isKeptAlive: false)
                }
            }
            while case .bytes(let count) = session.write(outgoing[...]), count > 0 {
                outgoing.removeFirst(count)
                if outgoing.isEmpty { session.sendClosure() }
            }
        }
    }
}
