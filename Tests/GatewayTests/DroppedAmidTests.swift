import Gateway
import Glibc
import Net
import Synchronization
import Testing
import Wire

/// Connections that end while what came on them is being taken.
@Suite struct DroppedAmidTests {
    /// A socket whose peer can be reset from wherever the test is.
    private final class Peer: Sendable {
        private let descriptor: Int32
        private let heard = Atomic(0)

        init(to port: UInt16) {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            let size = socklen_t(MemoryLayout.size(ofValue: address))
            let result = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, size)
                }
            }
            #expect(result == 0)
        }

        /// How many requests or messages of it were answered.
        var answers: Int { heard.load(ordering: .sequentiallyConsistent) }

        func send(_ bytes: [UInt8]) {
            #expect(Glibc.send(descriptor, bytes, bytes.count, 0) == bytes.count)
        }

        /// Waits for the head of an answer.
        func receiveHead() {
            var head: [UInt8] = []
            var byte: UInt8 = 0
            while !head.suffix(4).elementsEqual("\r\n\r\n".utf8), recv(descriptor, &byte, 1, 0) == 1
            {
                head.append(byte)
            }
        }

        /// Notes an answer, and resets the connection before it is sent.
        func reset() {
            guard heard.add(1, ordering: .sequentiallyConsistent).oldValue == 0 else { return }
            var option = linger(l_onoff: 1, l_linger: 0)
            let size = socklen_t(MemoryLayout.size(ofValue: option))
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, size)
            close(descriptor)
        }
    }

    /// The peer, once it is there.
    private final class Place: Sendable {
        private let peer = Mutex<Peer?>(nil)

        func put(_ peer: Peer) { self.peer.withLock { $0 = peer } }

        func reset() { peer.withLock { $0?.reset() } }
    }

    private struct Resetting: WebSocketResponder {
        let place: Place

        func respond(to message: WebSocketMessage) -> WebSocketMessage? {
            place.reset()
            return message
        }
    }

    @Test func `nothing behind a request whose answer fails is asked`() async throws {
        let place = Place()
        let handler = ClosureHandler { _ in
            place.reset()
            return HTTPResponse(status: 200, body: [1])
        }
        try await Server.run(configure: { $0.writeBytes = 1 }, handler: handler) { server in
            let peer = Peer(to: server.port)
            place.put(peer)
            peer.send(Array(String(repeating: "GET / HTTP/1.1\r\nHost: h\r\n\r\n", count: 3).utf8))
            while await server.gateway.report().connections > 0 || peer.answers == 0 {
                await Task.yield()
            }
            #expect(peer.answers == 1)
        }
    }

    @Test func `nothing behind a message whose answer fails is taken`() async throws {
        let place = Place()
        try await Server.run(
            configure: { $0.writeBytes = 1 }, responder: Resetting(place: place), isLocated: false
        ) { server in
            let peer = Peer(to: server.port)
            place.put(peer)
            peer.send(Array(TestClient.handshake().utf8))
            peer.receiveHead()
            let frame = WebSocketFrame.encode(.binary, [1], mask: WebSocketMask(random: 7))
            peer.send(frame + frame + frame)
            while await server.gateway.report().connections > 0 || peer.answers == 0 {
                await Task.yield()
            }
            #expect(peer.answers == 1)
        }
    }

    @Test func `who has ended its side gets every answer, also those that wait for room`()
        async throws
    {
        let size = 4 << 20
        let handler = ClosureHandler { _ in
            HTTPResponse(status: 200, body: [UInt8](repeating: 7, count: size))
        }
        try await Server.run(handler: handler) { server in
            let client = try await server.client()
            await client.pause()
            await client.send(String(repeating: "GET / HTTP/1.1\r\nHost: h\r\n\r\n", count: 5))
            await client.endWriting()
            await client.resume()
            for _ in 0..<5 { #expect(try await client.response()?.body.count == size) }
            #expect(try await client.response() == nil)
        }
    }
}
