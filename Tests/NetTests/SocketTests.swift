import Glibc
import Net
import Testing

@Suite struct SocketTests {
    /// Waits, without a loop, until `descriptor` has one of `events` (a peer may be another task).
    private func wait(_ descriptor: Int32, _ events: Int32) {
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        unsafe poll(&entry, 1, 10_000)
    }

    private func accept(_ listener: Int32) throws -> (number: Int32, peer: SocketAddress) {
        wait(listener, POLLIN)
        guard case .connection(let number, let peer) = Socket.accept(listener) else {
            throw Errno.badDescriptor
        }
        return (number, peer)
    }

    @Test(arguments: ["127.0.0.1", "::1"])
    func `bytes go both ways over TCP, then the end of the stream`(host: String) throws {
        let listener = try Socket.listenTCP(host: host, port: 0, reusePort: false)
        let port = try #require(Socket.localPort(listener.number))
        let client = try Socket.connectTCP(host: host, port: port)
        let (number, peer) = try accept(listener.number)
        let server = FileDescriptor(owning: number)
        #expect(peer.host == host)
        #expect(peer.port == Socket.localPort(client.number))
        wait(client.number, POLLOUT)
        #expect(Socket.pendingError(client.number) == nil)

        #expect(Socket.write(client.number, Array("ping".utf8)) == .bytes(4))
        wait(server.number, POLLIN)
        var buffer = [UInt8](repeating: 0, count: 16)
        #expect(Socket.read(server.number, into: &buffer) == .bytes(4))
        #expect(Array(buffer.prefix(4)) == Array("ping".utf8))
        #expect(Socket.read(server.number, into: &buffer) == .wouldBlock)
        Socket.shutdownWrite(server.number)
        wait(client.number, POLLIN)
        #expect(Socket.read(client.number, into: &buffer) == .endOfStream)
    }

    @Test func `a client picks its address, and what the kernel may keep unread for it`() throws {
        let listener = try Socket.listenTCP(host: "127.0.0.1", port: 0, reusePort: false)
        let port = try #require(Socket.localPort(listener.number))
        let address = try #require(SocketAddress(numeric: "127.0.0.1", port: port))
        let source = try #require(SocketAddress(numeric: "127.3.2.1", port: 0))
        let client = try Socket.connect(to: address, from: source, receiveBuffer: 4_096)
        let (number, peer) = try accept(listener.number)
        let server = FileDescriptor(owning: number)
        #expect(peer.host == "127.3.2.1")
        #expect(peer.port == Socket.localPort(client.number))
        var size: Int32 = 0
        var length = socklen_t(4)
        #expect(
            unsafe getsockopt(client.number, SOL_SOCKET, SO_RCVBUF, &size, &length) == 0)
        // The kernel doubles it (socket(7)).
        #expect(size == 8_192)
        #expect(Socket.write(server.number, [1]) == .bytes(1))
    }

    @Test func `an address of somebody else is refused`() throws {
        let address = try #require(SocketAddress(numeric: "127.0.0.1", port: 9))
        let source = try #require(SocketAddress(numeric: "192.0.2.1", port: 0))
        let error = #expect(throws: SocketError.self) {
            _ = try Socket.connect(to: address, from: source)
        }
        #expect(error?.description.hasPrefix("connect from 192.0.2.1:0") == true)
    }

    @Test func `a path carries a unix socket`() throws {
        let path = "/tmp/flighthub-net-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
        let listener = try Socket.listenUnix(path: path)
        defer { unlink(path) }
        let client = try Socket.connectUnix(path: path)
        let server = FileDescriptor(owning: try accept(listener.number).number)
        #expect(Socket.write(server.number, [1, 2, 3][...]) == .bytes(3))
        var buffer = [UInt8](repeating: 0, count: 16)
        #expect(Socket.read(client.number, into: &buffer) == .bytes(3))
        #expect(throws: SocketError.addressInUse("unix:\(path)")) {
            _ = try Socket.listenUnix(path: path)
        }
    }

    @Test func `a second program on the port is told so`() throws {
        let port = try Socket.probeTCP(host: "127.0.0.1", port: 0)
        let first = try Socket.listenTCP(host: "127.0.0.1", port: port, reusePort: true)
        let second = try Socket.listenTCP(host: "127.0.0.1", port: port, reusePort: true)
        #expect(Socket.localPort(first.number) == Socket.localPort(second.number))
        let error = #expect(throws: SocketError.self) {
            try Socket.probeTCP(host: "127.0.0.1", port: port)
        }
        #expect(error?.description == "127.0.0.1:\(port) is taken by another program")
    }

    @Test func `a refused connection is told by the socket`() throws {
        let port = try Socket.probeTCP(host: "127.0.0.1", port: 0)
        do {
            let client = try Socket.connectTCP(host: "127.0.0.1", port: port)
            wait(client.number, POLLOUT)
            #expect(Socket.pendingError(client.number) == .connectionRefused)
        } catch {
            #expect(error == .failed("connect to 127.0.0.1:\(port)", .connectionRefused))
        }
    }

    @Test func `writing to a peer that has gone is an error, not a signal`() throws {
        let (near, far) = try Socket.pair()
        let owned = FileDescriptor(owning: near)
        let peer = FileDescriptor(owning: far)
        // Not closed: children of other tests may hold a copy of it for a moment.
        shutdown(peer.number, Int32(SHUT_RDWR))
        #expect(Socket.write(owned.number, [1]) == .failed(.brokenPipe))
    }

    @Test func `a full socket would block`() throws {
        let pair = try Socket.pair()
        let near = FileDescriptor(owning: pair.first)
        let far = FileDescriptor(owning: pair.second)
        let chunk = [UInt8](repeating: 7, count: 64 * 1024)
        var sent = 0
        loop: while true {
            switch Socket.write(near.number, chunk) {
            case .bytes(let count): sent += count
            case .wouldBlock: break loop
            case let other:
                Issue.record("\(other)")
                break loop
            }
        }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var received = 0
        while case .bytes(let count) = Socket.read(far.number, into: &buffer) { received += count }
        #expect(sent > 0)
        #expect(received == sent)
    }

    @Test func `an accept without descriptors is a value, and the listener survives`() async {
        await #expect(processExitsWith: .success) {
            let listener = try Socket.listenTCP(host: "127.0.0.1", port: 0, reusePort: false)
            guard let port = Socket.localPort(listener.number) else { exit(1) }
            let client = try Socket.connectTCP(host: "127.0.0.1", port: port)
            var entry = pollfd(fd: listener.number, events: Int16(POLLIN), revents: 0)
            unsafe poll(&entry, 1, 10_000)
            var limit = rlimit()
            unsafe getrlimit(__rlimit_resource_t(7), &limit)
            let before = limit.rlim_cur
            limit.rlim_cur = 0
            unsafe setrlimit(__rlimit_resource_t(7), &limit)
            guard case .exhausted(.tooManyOpenFiles) = Socket.accept(listener.number) else {
                exit(2)
            }
            limit.rlim_cur = before
            unsafe setrlimit(__rlimit_resource_t(7), &limit)
            guard case .connection = Socket.accept(listener.number) else { exit(3) }
            guard case .wouldBlock = Socket.accept(listener.number) else { exit(4) }
            client.close()
        }
    }

    @Test func `addresses are written in their usual notation`() throws {
        #expect(SocketAddress(numeric: "::1", port: 80)?.description == "[::1]:80")
        #expect(SocketAddress(numeric: "10.0.0.7", port: 8080)?.description == "10.0.0.7:8080")
        #expect(SocketAddress(numeric: "::ffff:10.0.0.7", port: 1)?.description == "10.0.0.7:1")
        #expect(SocketAddress(path: "/run/x.sock")?.description == "unix:/run/x.sock")
        #expect(SocketAddress(numeric: "example", port: 1) == nil)
        #expect(SocketAddress(path: String(repeating: "x", count: 108)) == nil)
    }
}
