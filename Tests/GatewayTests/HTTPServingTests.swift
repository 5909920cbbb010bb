import Gateway
import JSON
import Net
import Testing
import Wire

@Suite struct HTTPServingTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"

    private static func body(_ response: HTTPResponse?) -> String? {
        response.map { String(decoding: $0.body, as: UTF8.self) }
    }

    @Test func `answers one request after another on a connection`() async throws {
        try await Server.run { server in
            let client = try await server.client()
            for path in ["/1", "/2"] {
                await client.send("GET \(path) HTTP/1.1\r\nHost: h\r\n\r\n")
                let response = try #require(try await client.response())
                #expect(response.status == 200)
                #expect(response.fields["Date"] == "Fri, 15 Jan 2027 08:00:00 GMT")
                #expect(response.fields["Connection"] == "keep-alive")
                #expect(Self.body(response) == "GET \(path) ")
            }
        }
    }

    @Test func `answers pipelined requests in order though the first takes longest`() async throws {
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let handler = ClosureHandler { request in
            if request.path == "/slow" { for await _ in gate { break } }
            if request.path == "/opener" { opener.yield() }
            return await ClosureHandler.echo.respond(to: request)
        }
        try await Server.run(handler: handler) { server in
            let client = try await server.client()
            let lines = ["/slow", "/2", "/3"].map { "GET \($0) HTTP/1.1\r\nHost: h\r\n\r\n" }
            await client.send(lines.joined())
            let other = try await server.client()
            await other.send("GET /opener HTTP/1.1\r\nHost: h\r\n\r\n")
            for path in ["/slow", "/2", "/3"] {
                #expect(Self.body(try await client.response()) == "GET \(path) ")
            }
        }
    }

    @Test func `takes more ahead than it keeps, and loses nothing of it`() async throws {
        try await Server.run(
            configure: { $0.pipelineBytes = 100 },
            handler: ClosureHandler { request in
                await Task.yield()
                return await ClosureHandler.echo.respond(to: request)
            }
        ) { server in
            let client = try await server.client()
            await client.send((0..<500).map { "GET /\($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
            for number in 0..<500 {
                #expect(Self.body(try await client.response()) == "GET /\(number) ")
            }
        }
    }

    @Test func `takes a request byte by byte`() async throws {
        try await Server.run { server in
            let client = try await server.client()
            await client.trickle(
                "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n0\r\n\r\n")
            #expect(Self.body(try await client.response()) == "POST /a abc")
        }
    }

    @Test func `asks for the body of a client that expects it`() async throws {
        try await Server.run { server in
            let client = try await server.client()
            await client.send(
                "PUT /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            while await client.received.isEmpty { await Task.yield() }
            let interim = await client.received
            #expect(interim == HTTPResponse.interimContinue)
            await client.send("hi")
            #expect(Self.body(try await client.response()) == "PUT /a hi")
        }
    }

    @Test func `HEAD gets the length without the body`() async throws {
        try await Server.run { server in
            let client = try await server.client()
            await client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n")
            let response = try await client.response(answersHead: true)
            #expect(response?.fields["Content-Length"] == "8")
            await client.send(Self.get)
            #expect(Self.body(try await client.response()) == "GET /a ")
        }
    }

    @Test(arguments: [
        "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "GET /a HTTP/1.0\r\n\r\n",
    ])
    func `closes after the answer when the client wants it`(_ request: String) async throws {
        try await Server.run { server in
            let client = try await server.client()
            await client.send(request + Self.get)
            let response = try await client.response()
            #expect(response?.status == 200)
            #expect(response?.fields["Connection"] == "close")
            #expect(try await client.response() == nil)
        }
    }

    @Test(arguments: [
        ("nonsense\r\n\r\n", 400), ("GET / HTTP/1.1\r\n\r\n", 400),
        ("BREW / HTTP/1.1\r\nHost: h\r\n\r\n", 501), ("GET / HTTP/3.0\r\nHost: h\r\n\r\n", 505),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999\r\n\r\n", 413),
        ("GET /" + String(repeating: "a", count: 9_000) + " HTTP/1.1\r\nHost: h\r\n\r\n", 414),
        ("GET / HTTP/1.1\r\nA: " + String(repeating: "a", count: 1 << 20), 431),
    ])
    func `answers what is no request with its problem, and closes`(
        _ text: String, _ status: Int
    ) async throws {
        try await Server.run { server in
            let client = try await server.client()
            await client.send(text + Self.get)
            let response = try #require(try await client.response())
            #expect(response.status == status)
            #expect(response.fields["Content-Type"] == "application/problem+json")
            let problem = try JSONValue.parse(response.body)
            #expect(problem["requestId"]?.asString?.utf8.count == 36)
            #expect(problem["requestId"]?.asString == response.fields["X-Request-Id"])
            #expect(problem["instance"] == nil, "nothing could be read")
            #expect(try await client.response() == nil)
        }
    }

    @Test func `a client that ends its side first still gets its answer`() async throws {
        let handler = ClosureHandler { request in
            await Task.yield()
            return await ClosureHandler.echo.respond(to: request)
        }
        try await Server.run(handler: handler) { server in
            let client = try await server.client()
            await client.send(Self.get + Self.get)
            await client.endWriting()
            #expect(Self.body(try await client.response()) == "GET /a ")
            #expect(Self.body(try await client.response()) == "GET /a ")
            await client.end()
        }
    }

    @Test(arguments: [
        "GET / HT", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na",
    ])
    func `a request that does not come in time is answered with 408`(
        _ part: String
    ) async throws {
        try await Server.run(
            configure: {
                $0.headTimeout = .milliseconds(200)
                $0.bodyTimeout = .milliseconds(200)
            }
        ) { server in
            let client = try await server.client(sending: part)
            #expect(try await client.response()?.status == 408)
            #expect(try await client.response() == nil)
        }
    }

    @Test func `a connection that asks nothing ends in time`() async throws {
        try await Server.run(configure: { $0.headTimeout = .milliseconds(50) }) { server in
            try await server.client().end()
        }
    }

    @Test func `a connection that asks nothing more ends in time`() async throws {
        try await Server.run(configure: { $0.idleTimeout = .milliseconds(50) }) { server in
            let client = try await server.client()
            await client.send(Self.get)
            #expect(try await client.response()?.status == 200)
            await client.end()
        }
    }

    /// More than any socket's buffers hold.
    private static let large = ClosureHandler { _ in
        HTTPResponse(status: 200, body: [UInt8](repeating: 0x61, count: 32 << 20))
    }

    @Test func `a response that fills the socket again and again arrives whole`() async throws {
        try await Server.run(handler: Self.large) { server in
            let client = try await server.client()
            await client.send("GET /a HTTP/1.0\r\n\r\n")
            var count = 0
            while await !client.hasEnded { count += await client.take() }
            // What came together with the end.
            count += await client.take()
            #expect(count > 32 << 20)
        }
    }

    @Test func `a client that never reads is given up`() async throws {
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let handler = ClosureHandler { request in
            ask.yield()
            return await Self.large.respond(to: request)
        }
        try await Server.run(
            configure: { $0.writeTimeout = .milliseconds(50) }, handler: handler
        ) { server in
            let client = try await server.client()
            await client.pause()
            await client.send(Self.get)
            for await _ in asked { break }
            await server.gateway.drain()
            #expect(server.gateway.ledger.count == 0)
        }
    }

    @Test func `refuses connections beyond the limit with 503`() async throws {
        try await Server.run(configure: { $0.connectionLimit = 1 }) { server in
            let first = try await server.client()
            await first.send(Self.get)
            _ = try await first.response()
            let second = try await server.client()
            let refusal = try await second.response()
            #expect(refusal?.status == 503)
            #expect(refusal?.fields["Retry-After"] == "1")
            await first.send(Self.get)
            #expect(try await first.response()?.status == 200)
        }
    }

    @Test func `refuses connections of one address beyond its limit`() async throws {
        try await Server.run(configure: { $0.connectionsPerAddress = 2 }) { server in
            let clients = [try await server.client(), try await server.client()]
            for client in clients {
                await client.send(Self.get)
                #expect(try await client.response()?.status == 200)
            }
            #expect(try await server.client().response()?.status == 503)
        }
    }

    @Test func `a drain answers what is being asked, and takes nobody new`() async throws {
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let (started, starter) = AsyncStream.makeStream(of: Void.self)
        let handler = ClosureHandler { request in
            starter.yield()
            for await _ in gate { break }
            return await ClosureHandler.echo.respond(to: request)
        }
        try await Server.run(handler: handler) { server in
            let idle = try await server.client()
            let busy = try await server.client()
            await busy.send(Self.get)
            for await _ in started { break }
            async let drain: Void = server.gateway.drain()
            await idle.end()
            opener.yield()
            let response = try await busy.response()
            #expect(response?.status == 200)
            #expect(response?.fields["Connection"] == "close")
            await busy.end()
            await busy.close()
            await drain
            let late = try await server.client()
            await late.send(Self.get)
            #expect(try await late.response() == nil)
        }
    }
}
