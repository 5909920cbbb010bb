import Gateway
import Testing
import Wire

/// Refusals are answers like others: they keep to what the request says of the connection.
@Suite struct RefusalServingTests {
    @Test(arguments: [
        "GET /api/v1/ws HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        "GET /api/v1/ws HTTP/1.0\r\n\r\n",
        "GET /api/v1/events HTTP/1.1\r\nHost: h\r\nAccept: text/event-stream\r\n"
            + "Connection: close\r\n\r\n",
        "GET /api/v1/events HTTP/1.0\r\nAccept: text/event-stream\r\n\r\n",
    ])
    func `a refusal ends the connection where the request wants it`(request: String) async throws {
        try await Server.run { server in
            let client = try await server.client(sending: request)
            let response = try await client.response()
            #expect(response.map { $0.status >= 400 } == true)
            #expect(response?.fields.contains("close", in: "Connection") == true)
            #expect(try await client.response() == nil)
        }
    }

    @Test func `HTTP 1.0 cannot be left for WebSocket`() async throws {
        let handshake = TestClient.handshake().replacing(" HTTP/1.1\r\n", with: " HTTP/1.0\r\n")
        try await Server.run { server in
            let client = try await server.client(sending: handshake)
            #expect(try await client.response()?.status == 426)
            #expect(try await client.response() == nil)
        }
    }

    @Test(arguments: ["/", "/api/v1/ws"])
    func `a refusal of HEAD has no body`(path: String) async throws {
        try await Server.run(configure: { $0.allowedHosts = AllowedHosts("good.test") ?? .init() })
        {
            server in
            let client = try await server.client(
                sending: "HEAD \(path) HTTP/1.1\r\nHost: bad.test\r\nConnection: close\r\n\r\n")
            await client.end()
            let text = String(decoding: await client.received, as: UTF8.self)
            #expect(text.hasPrefix("HTTP/1.1 421 "))
            #expect(text.hasSuffix("\r\n\r\n"))
        }
    }

    @Test(arguments: ["PUT", "POST", "OPTIONS"])
    func `the WebSocket's path says which method it takes`(method: String) async throws {
        try await Server.run { server in
            let client = try await server.client(
                sending: "\(method) /api/v1/ws HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
            let response = try await client.response()
            #expect(response?.status == 405)
            #expect(response?.fields["Allow"] == "GET")
        }
    }

    @Test func `HEAD of the WebSocket's path leaves the connection open`() async throws {
        try await Server.run { server in
            let client = try await server.client(
                sending: "HEAD /api/v1/ws HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await client.response(answersHead: true)?.status == 405)
            await client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await client.response()?.status == 200)
        }
    }
}
