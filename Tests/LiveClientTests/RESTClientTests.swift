import LiveClient
import Net
import Testing
import Wire

@Suite struct `REST client` {
    /// The outcomes of requests that are sent at once.
    private func outcomes(
        of requests: [HTTPRequest], refusals: [HTTPResponse] = [], isListening: Bool = true
    ) async throws -> [Result<HTTPResponse, RESTError>] {
        try await Loopback.run { place in
            let nobody = try #require(SocketAddress(numeric: "127.0.0.1", port: 1))
            let (stream, continuation) = AsyncStream.makeStream(
                of: Result<HTTPResponse, RESTError>.self)
            place.loop.execute {
                _ = ScriptedServer(place.listener, on: place.loop, refusals: refusals) { _, _ in []
                }
                let client = RESTClient(
                    to: isListening ? place.address : nobody, host: "127.0.0.1", on: place.loop)
                for request in requests { client.send(request) { continuation.yield($0) } }
            }
            var outcomes: [Result<HTTPResponse, RESTError>] = []
            for await outcome in stream {
                outcomes.append(outcome)
                if outcomes.count == requests.count { break }
            }
            return outcomes
        }
    }

    private func bodies(_ outcomes: [Result<HTTPResponse, RESTError>]) throws -> [String] {
        try outcomes.map { String(decoding: try $0.get().body, as: UTF8.self) }
    }

    @Test func `sends one request after another on one connection`() async throws {
        let outcomes = try await outcomes(of: [
            HTTPRequest(method: .get, path: "/a"),
            HTTPRequest(method: .post, path: "/b", body: Array("!".utf8)),
            HTTPRequest(method: .get, path: "/c"),
        ])
        #expect(try bodies(outcomes) == ["GET /a #0", "POST /b #0!", "GET /c #0"])
    }

    @Test func `connects anew after a response that closes`() async throws {
        let outcomes = try await outcomes(
            of: [HTTPRequest(method: .get, path: "/a"), HTTPRequest(method: .get, path: "/b")],
            refusals: [HTTPResponse(status: 401)])
        #expect(try outcomes[0].get().status == 401)
        #expect(try bodies([outcomes[1]]) == ["GET /b #1"])
    }

    @Test func `is let go of with its loop, whatever still waits for an answer`() async throws {
        final class Token: Sendable {}
        var token: Token? = Token()
        weak let held = token
        try await Loopback.run { place in
            await withCheckedContinuation { continuation in
                place.loop.execute { [token] in
                    let client = RESTClient(to: place.address, host: "127.0.0.1", on: place.loop)
                    client.send(HTTPRequest(method: .get, path: "/a")) { [token] _ in _ = token }
                    continuation.resume()
                }
            }
        }
        token = nil
        #expect(held == nil)
    }

    @Test func `says that nobody answers`() async throws {
        let outcomes = try await outcomes(
            of: [HTTPRequest(method: .get, path: "/a")], isListening: false)
        #expect(outcomes == [.failure(.unreachable)])
    }
}

@Suite struct `Server URLs` {
    @Test(arguments: [
        ("http://127.0.0.1:8080", "127.0.0.1:8080", "", "127.0.0.1:8080"),
        ("ws://127.0.0.1/api/v1/ws", "127.0.0.1", "/api/v1/ws", "127.0.0.1:80"),
        ("http://[::1]:9", "[::1]:9", "", "[::1]:9"),
        ("http://localhost:8080/", "localhost:8080", "/", "127.0.0.1:8080"),
        ("https://localhost", "localhost", "", "127.0.0.1:443"),
        ("wss://127.0.0.1:8443/x", "127.0.0.1:8443", "/x", "127.0.0.1:8443"),
    ])
    func `are read`(text: String, authority: String, path: String, address: String) throws {
        let url = try #require(ServerURL(parsing: text))
        #expect(url.authority == authority)
        #expect(url.path == path)
        #expect(try url.resolve().description == address)
    }

    @Test(arguments: [
        ("https://[::1]:9", true, "::1", "wss://[::1]:9/api/v1/ws"),
        ("wss://a.test/x", true, "a.test", "wss://a.test/x"),
        ("http://a.test", false, "a.test", "ws://a.test/api/v1/ws"),
        ("unix:/run/x.sock", false, "localhost", "unix:/run/x.sock"),
    ])
    func `say whether TLS is spoken, and with whom`(
        text: String, isSecure: Bool, name: String, webSocket: String
    ) throws {
        let url = try #require(ServerURL(parsing: text))
        #expect(url.isSecure == isSecure)
        #expect(url.serverName == name)
        #expect(url.webSocketAddress == webSocket)
        #expect(try (url.destination(trusting: .system) != nil) == isSecure)
    }

    @Test func `may name a unix socket`() throws {
        let url = try #require(ServerURL(parsing: "unix:/run/x.sock"))
        #expect(try url.resolve() == SocketAddress(path: "/run/x.sock"))
    }

    @Test(arguments: [
        "", "localhost:8080", "https://", "ftp://localhost", "http://", "http://a:0", "http://a:x",
        "http://u@a", "http://a/?q", "unix:x",
    ])
    func `are refused otherwise`(text: String) {
        #expect(ServerURL(parsing: text) == nil)
    }
}
