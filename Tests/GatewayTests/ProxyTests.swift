import Certificates
import Gateway
import Net
import Testing
import Wire

@Suite struct ProxyTests {
    /// Answers with who asks, and how.
    private static let who = ClosureHandler { request in
        HTTPResponse(
            status: 200,
            body: Array("\(request.peer ?? "nobody") \(request.isSecure ? "https" : "http")".utf8))
    }

    private static func proxies(
        _ list: String, _ fields: TrustedProxies.Fields = .xForwarded, sendHeader: Bool = false
    ) -> TrustedProxies {
        var proxies = TrustedProxies(list) ?? TrustedProxies()
        proxies.fields = fields
        proxies.sendHeader = sendHeader
        return proxies
    }

    private static func ask(
        _ client: TestClient, _ lines: String = ""
    ) async throws -> String? {
        await client.send("GET / HTTP/1.1\r\nHost: h\r\n\(lines)\r\n")
        return try await client.response().map { String(decoding: $0.body, as: UTF8.self) }
    }

    @Test(arguments: [
        // Nobody is trusted: nobody's word counts.
        ("", "X-Forwarded-For: 203.0.113.1\r\nX-Forwarded-Proto: https\r\n", "127.0.0.1 http"),
        ("10.0.0.1", "X-Forwarded-For: 203.0.113.1\r\n", "127.0.0.1 http"),
        ("unix", "X-Forwarded-For: 203.0.113.1\r\n", "127.0.0.1 http"),
        // The proxy's word counts.
        ("127.0.0.1", "X-Forwarded-For: 203.0.113.1\r\n", "203.0.113.1 http"),
        (
            "127.0.0.0/8", "X-Forwarded-For: 203.0.113.1:5\r\nX-Forwarded-Proto: https\r\n",
            "203.0.113.1 https"
        ),
        // What a client wrote before the proxy did.
        ("127.0.0.1", "X-Forwarded-For: 10.9.9.9, 203.0.113.1\r\n", "203.0.113.1 http"),
        (
            "127.0.0.1", "X-Forwarded-For: 10.9.9.9\r\nX-Forwarded-For: 203.0.113.1\r\n",
            "203.0.113.1 http"
        ),
        ("127.0.0.1", "X-Forwarded-For: 127.0.0.1, 203.0.113.1\r\n", "203.0.113.1 http"),
        (
            "127.0.0.1,10.0.0.0/8", "X-Forwarded-For: 198.51.100.1, 203.0.113.1, 10.0.0.7\r\n",
            "203.0.113.1 http"
        ),
        ("127.0.0.1", "X-Forwarded-For: 10.9.9.9, nonsense\r\n", "127.0.0.1 http"),
        (
            "127.0.0.1,10.0.0.0/8", "X-Forwarded-For: 203.0.113.1, nonsense, 10.0.0.7\r\n",
            "10.0.0.7 http"
        ),
        ("127.0.0.1", "X-Forwarded-For: \r\n", "127.0.0.1 http"),
        ("127.0.0.1", "Forwarded: for=203.0.113.1;proto=https\r\n", "127.0.0.1 http"),
        ("127.0.0.1", "X-Real-IP: 203.0.113.1\r\nX-Client-IP: 203.0.113.1\r\n", "127.0.0.1 http"),
    ])
    func `X-Forwarded-For counts from trusted proxies only`(
        trusted: String, lines: String, answer: String
    ) async throws {
        let proxies = Self.proxies(trusted)
        try await Server.run(configure: { $0.proxies = proxies }, handler: Self.who) { server in
            let client = try await server.client()
            #expect(try await Self.ask(client, lines) == answer)
        }
    }

    @Test(arguments: [
        ("Forwarded: for=203.0.113.1;proto=https\r\n", "203.0.113.1 https"),
        ("Forwarded: for=10.9.9.9;proto=https, for=203.0.113.1\r\n", "203.0.113.1 http"),
        ("Forwarded: for=\"[2001:db8::1]:4711\"\r\n", "2001:db8::1 http"),
        ("Forwarded: for=203.0.113.1, for=unknown\r\n", "127.0.0.1 http"),
        ("X-Forwarded-For: 203.0.113.1\r\n", "127.0.0.1 http"),
    ])
    func `Forwarded counts where the proxies write it`(
        lines: String, answer: String
    ) async throws {
        let proxies = Self.proxies("127.0.0.1", .forwarded)
        try await Server.run(configure: { $0.proxies = proxies }, handler: Self.who) { server in
            let client = try await server.client()
            #expect(try await Self.ask(client, lines) == answer)
        }
    }

    @Test func `a Forwarded field that cannot be read is refused, not taken for the proxy's own`()
        async throws
    {
        let proxies = Self.proxies("127.0.0.1", .forwarded)
        try await Server.run(configure: { $0.proxies = proxies }, handler: Self.who) { server in
            let client = try await server.client()
            await client.send(
                "GET / HTTP/1.1\r\nHost: h\r\nForwarded: for=\", for=203.0.113.9\r\n\r\n")
            #expect(try await client.response()?.status == 400)
            #expect(try await client.response() == nil)
            let report = await server.gateway.report()
            #expect(report.counters.requestsRefused == ["MALFORMED_REQUEST": 1])
        }
    }

    @Test func `the client behind the proxy is the one whose connections are counted`() async throws
    {
        let proxies = Self.proxies("127.0.0.1")
        try await Server.run(
            configure: {
                $0.proxies = proxies
                $0.connectionsPerAddress = 1
            }, handler: Self.who
        ) { server in
            let first = try await server.client()
            #expect(try await Self.ask(first, "X-Forwarded-For: 203.0.113.1\r\n") != nil)
            let second = try await server.client()
            let other = try await Self.ask(second, "X-Forwarded-For: 203.0.113.2\r\n")
            #expect(other == "203.0.113.2 http")
            await second.send("GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 203.0.113.1\r\n\r\n")
            #expect(try await second.response()?.status == 503)
            #expect(try await second.response() == nil)
            // The first now speaks for somebody else, so there is room again.
            #expect(try await Self.ask(first, "X-Forwarded-For: 203.0.113.3\r\n") != nil)
            let third = try await server.client()
            let again = try await Self.ask(third, "X-Forwarded-For: 203.0.113.1\r\n")
            #expect(again == "203.0.113.1 http")
        }
    }

    @Test(arguments: [
        ("PROXY TCP4 203.0.113.1 192.0.2.9 56324 443\r\n", "203.0.113.1 http"),
        ("PROXY UNKNOWN\r\n", "127.0.0.1 http"),
        ("PROXY TCP6 2001:db8::1 ::1 56324 443\r\n", "2001:db8::1 http"),
    ])
    func `a proxy that is trusted says at the start for whom it speaks`(
        header: String, answer: String
    ) async throws {
        let proxies = Self.proxies("127.0.0.1", sendHeader: true)
        try await Server.run(configure: { $0.proxies = proxies }, handler: Self.who) { server in
            let client = try await server.client()
            await client.trickle(header)
            // The client behind it is not trusted: its own fields say nothing.
            let spoofed = "X-Forwarded-For: 198.51.100.1\r\n"
            let isProxy = answer.hasPrefix("127.")
            #expect(try await Self.ask(client, isProxy ? "" : spoofed) == answer)
            #expect(try await Self.ask(client) == answer)
        }
    }

    @Test func `a header of version 2 and the request behind it may come in one piece`()
        async throws
    {
        let proxies = Self.proxies("127.0.0.1", sendHeader: true)
        try await Server.run(configure: { $0.proxies = proxies }, handler: Self.who) { server in
            let client = try await server.client()
            // TCP over IPv4, 20 bytes: 203.0.113.1 to 192.0.2.9, two ports, PP2_TYPE_SSL.
            var bytes: [UInt8] = Array("\r\n\r\n\0\r\nQUIT\n".utf8) + [0x21, 0x11, 0, 20]
            bytes += [203, 0, 113, 1, 192, 0, 2, 9, 0xDC, 4, 1, 0xBB, 0x20, 0, 5, 1, 0, 0, 0, 0]
            await client.send(bytes + Array("GET / HTTP/1.1\r\nHost: h\r\n\r\n".utf8))
            let response = try await client.response()
            #expect(response?.body == Array("203.0.113.1 https".utf8))
        }
    }

    /// A balancer passes TLS on as it comes, and says in plain before it for whom; by Python's TLS.
    @Test func `a proxy may say it before a handshake of TLS, which is the client's`() async throws
    {
        let certificates = try Certificates()
        let tls = try TLSServer(TLSServerConfiguration(pairs: [try certificates.make("a")]))
        let proxies = Self.proxies("127.0.0.1", sendHeader: true)
        try await Server.run(configure: { $0.proxies = proxies }, handler: Self.who, tls: tls) {
            server in
            let (output, status) = await Shell.run(
                """
                python3 - <<'END'
                import socket, ssl
                plain = socket.create_connection(("127.0.0.1", \(server.tlsPort ?? 0)), 10)
                plain.sendall(b"PROXY TCP4 203.0.113.1 192.0.2.9 56324 443\\r\\n")
                context = ssl.create_default_context(cafile="\(certificates.folder)/a.pem")
                with context.wrap_socket(plain, server_hostname="localhost") as secure:
                    secure.sendall(b"GET / HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n")
                    print(secure.makefile("rb").read().decode().rpartition("\\r\\n")[2])
                END
                """)
            #expect(status == 0)
            #expect(output == "203.0.113.1 https\n")
            #expect(await server.gateway.report().counters.bytesRead > 0)
        }
    }

    @Test func `who is one too many of its address is hung up on before TLS begins`() async throws {
        let certificates = try Certificates()
        let tls = try TLSServer(TLSServerConfiguration(pairs: [try certificates.make("a")]))
        let proxies = Self.proxies("127.0.0.1", sendHeader: true)
        try await Server.run(
            configure: {
                $0.proxies = proxies
                $0.connectionsPerAddress = 1
            }, tls: tls
        ) { server in
            let header = "PROXY TCP4 203.0.113.1 192.0.2.9 56324 443\r\n"
            let first = try await server.strayClient(sending: header)
            await server.waitForHandshakes(1)
            // A plain request would be answered by whoever looked at it.
            let second = try await server.strayClient(
                sending: header + "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            await second.end()
            #expect(await second.received.isEmpty)
            #expect(server.tlsCounts.totals == TLSCounts.Totals())
            let report = await server.gateway.report()
            #expect(report.counters.connectionsRefused == 1)
            #expect(report.counters.bytesRead == 2 * header.utf8.count)
            #expect(report.connections == 1)
            await first.close()
        }
    }

    @Test func `a trusted proxy that sends no header is cut off`() async throws {
        let proxies = Self.proxies("127.0.0.1", sendHeader: true)
        try await Server.run(configure: { $0.proxies = proxies }, handler: Self.who) { server in
            let client = try await server.client()
            #expect(try await Self.ask(client) == nil)
            let report = await server.gateway.report()
            #expect(report.counters.requestsRefused == ["proxyHeader": 1])
            #expect(await server.notice() == .proxyHeaderMissing(peer: "127.0.0.1"))
        }
    }

    @Test func `behind TLS the page of a ticket must have come by TLS`() async throws {
        let proxies = Self.proxies("127.0.0.1")
        try await Server.run(configure: { $0.proxies = proxies }) { server in
            for (proto, origin, status) in [
                ("https", "http://h", 403), ("https", "https://h", 101), ("http", "http://h", 101),
            ] {
                let response = try await server.client().handshake(
                    query: "ticket=good",
                    fields: [
                        "X-Forwarded-For": "203.0.113.1", "X-Forwarded-Proto": proto,
                        "Origin": origin,
                    ], host: "h")
                #expect(response?.status == status, "\(proto) \(origin)")
            }
        }
    }

    @Test(arguments: ["10.0.0.0/8,::1,unix", "192.0.2.1", ""])
    func `proxies are addresses, blocks and unix`(list: String) {
        #expect(TrustedProxies(list) != nil)
    }

    @Test(arguments: ["proxy.example", "10.0.0.0/99", "10.0.0.1;10.0.0.2", "*"])
    func `anything else is no proxy`(list: String) {
        #expect(TrustedProxies(list) == nil)
    }
}
