import Gateway
import Glibc
import Net
import Testing
import Wire

@Suite struct ListeningTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"

    private static func status(
        _ descriptor: consuming FileDescriptor, _ server: Server
    ) async throws -> Int? {
        let client = TestClient(on: descriptor, server.clientLoop)
        await client.start(sending: get)
        return try await client.response()?.status
    }

    /// A path that no other test has.
    private static func path() -> String { "/tmp/flighthub-test-\(UInt64.random(in: 0 ... .max))" }

    @Test(arguments: [
        (["::"], ["127.0.0.1", "::1"]), (["127.0.0.1", "::1"], ["127.0.0.1", "::1"]),
        (["0.0.0.0", "::"], ["127.0.0.1", "::1"]), (["127.0.0.1", "127.0.0.2"], ["127.0.0.2"]),
    ])
    func `every address is served on one port`(hosts: [String], reached: [String]) async throws {
        try await Server.run(loops: 2) { server in
            let listening = try await server.gateway.listen(on: [.tcp(hosts: hosts, port: 0)])
            let port = try #require(listening.port)
            #expect(listening.places.count == hosts.count)
            for host in reached {
                let socket = try Socket.connectTCP(host: host, port: port)
                #expect(try await Self.status(socket, server) == 200, "\(host)")
            }
        }
    }

    @Test func `a socket file has its rights, serves, and goes away`() async throws {
        let path = Self.path()
        try await Server.run(loops: 2) { server in
            let listening = try await server.gateway.listen(on: [.unix(path: path, mode: 0o620)])
            #expect(listening.places == ["unix:\(path)"])
            #expect(listening.port == nil)
            var file = stat()
            #expect(lstat(path, &file) == 0)
            #expect(file.st_mode & 0o7777 == 0o620)
            for _ in 0..<4 {
                let socket = try Socket.connectUnix(path: path)
                #expect(try await Self.status(socket, server) == 200)
            }
            listening.removeFiles()
            #expect(lstat(path, &file) != 0)
        }
    }

    @Test func `a file that nobody listens on is replaced`() async throws {
        let path = Self.path()
        _ = try Socket.listenUnix(path: path)
        defer { unlink(path) }
        try await Server.run { server in
            _ = try await server.gateway.listen(on: [.unix(path: path, mode: 0o600)])
            #expect(try await Self.status(Socket.connectUnix(path: path), server) == 200)
        }
    }

    @Test func `a file that somebody listens on, or that is none, stays`() async throws {
        let path = Self.path()
        let other = try Socket.listenUnix(path: path)
        defer { unlink(path) }
        try await Server.run { server in
            await #expect(throws: SocketError.self) {
                _ = try await server.gateway.listen(on: [.unix(path: path, mode: 0o600)])
            }
            _ = try Socket.connectUnix(path: path)
            await #expect(throws: SocketError.self) {
                _ = try await server.gateway.listen(on: [.unix(path: "/etc/hostname", mode: 0o600)])
            }
        }
        _ = other.number
    }

    @Test func `a file that another one has made since is not removed`() async throws {
        let path = Self.path()
        defer { unlink(path) }
        try await Server.run { server in
            let listening = try await server.gateway.listen(on: [.unix(path: path, mode: 0o600)])
            unlink(path)
            let other = try Socket.listenUnix(path: path)
            listening.removeFiles()
            var file = stat()
            #expect(lstat(path, &file) == 0)
            _ = other.number
        }
    }

    @Test func `a listener that was opened before is taken over`() async throws {
        let opened = try Socket.listenTCP(host: "127.0.0.1", port: 0, reusePort: false)
        let port = try #require(Socket.localPort(opened.number))
        let number = opened.release()
        try await Server.run(loops: 2) { server in
            let listening = try await server.gateway.listen(on: [.inherited(number)])
            #expect(listening.port == port)
            for _ in 0..<4 {
                let socket = try Socket.connectTCP(host: "127.0.0.1", port: port)
                #expect(try await Self.status(socket, server) == 200)
            }
        }
    }

    @Test func `a listener that fails is told of`() async throws {
        let listener = try Socket.listenTCP(host: "127.0.0.1", port: 0, reusePort: false)
        let other = try Socket.duplicate(listener.number)
        try await Server.run { server in
            let inherited = try Socket.duplicate(listener.number).release()
            _ = try await server.gateway.listen(on: [.inherited(inherited)])
            #expect(shutdown(other.number, Int32(SHUT_RDWR)) == 0)
            #expect(await server.notice() == .listenerFailed(Errno(EINVAL)))
            #expect(await server.gateway.report().counters.listenersFailed == 1)
            let client = try await server.client(sending: Self.get)
            #expect(try await client.response()?.status == 200)
        }
    }

    @Test func `what is no listener is not taken over`() async throws {
        let (first, second) = try Socket.pair()
        let one = FileDescriptor(owning: first)
        let other = FileDescriptor(owning: second)
        try await Server.run { server in
            for number in [first, .max] as [Int32] {
                await #expect(throws: SocketError.self) {
                    _ = try await server.gateway.listen(on: [.inherited(number)])
                }
            }
        }
        _ = (one.number, other.number)
    }

    @Test func `a drain answers who has asked by then, though nobody has looked`() async throws {
        let path = Self.path()
        try await Server.run { server in
            let listening = try await server.gateway.listen(on: [.unix(path: path, mode: 0o600)])
            let shard = server.gateway.shards[0]
            // The loop does this in one turn: it accepts nobody and reads nothing meanwhile.
            let (number, drain) = await withCheckedContinuation { done in
                shard.loop.execute {
                    let number = (try? Socket.connectUnix(path: path).release()) ?? -1
                    _ = Socket.write(number, Array("GET /a HTTP/1.1\r\nHost: h\r\n\r\n".utf8))
                    let drain = Task.immediate(executorPreference: shard.loop) {
                        await shard.drain()
                    }
                    done.resume(returning: (number, drain))
                }
            }
            let client = TestClient(on: FileDescriptor(owning: number), server.clientLoop)
            await client.start(sending: "")
            let response = try #require(try await client.response())
            #expect(response.status == 200)
            #expect(response.fields["Connection"] == "close")
            await client.endWriting()
            await client.end()
            await drain.value
            listening.removeFiles()
        }
    }

    @Test func `who comes by a socket file has no address, and is named all the same`()
        async throws
    {
        let path = Self.path()
        try await Server.run { server in
            let listening = try await server.gateway.listen(on: [.unix(path: path, mode: 0o600)])
            let client = TestClient(on: try Socket.connectUnix(path: path), server.clientLoop)
            await client.start(sending: "\u{16}\u{3}\u{1}\u{0}")
            await client.end()
            let notice = await server.notice()?.description
            #expect(notice == "a client on the unix socket spoke TLS to the plain port")
            listening.removeFiles()
        }
    }

    @Test func `who comes by a socket file is a proxy where unix is trusted`() async throws {
        let path = Self.path()
        let who = ClosureHandler { request in
            .init(status: request.peer == "203.0.113.1" ? 200 : 404)
        }
        let proxies = try #require(TrustedProxies("unix"))
        try await Server.run(configure: { $0.proxies = proxies }, handler: who) { server in
            let listening = try await server.gateway.listen(on: [.unix(path: path, mode: 0o600)])
            let client = TestClient(
                on: try Socket.connectUnix(path: path), server.clientLoop)
            await client.start(
                sending: "GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 203.0.113.1\r\n\r\n")
            #expect(try await client.response()?.status == 200)
            listening.removeFiles()
        }
    }
}
