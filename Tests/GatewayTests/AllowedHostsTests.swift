import Gateway
import Testing
import Wire

@Suite struct AllowedHostsTests {
    @Test(arguments: [
        ("hub.example", 200), ("HUB.example:8080", 200), ("hub.example.", 200), ("a.b.org", 200),
        ("[::1]:80", 200), ("b.org", 421), ("evilb.org", 421), ("hub.example.evil.org", 421),
        ("127.0.0.1", 421),
    ])
    func `requests for other hosts are refused`(host: String, status: Int) async throws {
        let hosts = try #require(AllowedHosts("hub.example, *.b.org,[::1]"))
        try await Server.run(configure: { $0.allowedHosts = hosts }) { server in
            let client = try await server.client()
            await client.send("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n")
            #expect(try await client.response()?.status == status)
            let socket = try await server.client().handshake(host: host)
            #expect(socket?.status == (status == 200 ? 101 : 421))
        }
    }

    @Test func `a request without a host is for none of those allowed`() async throws {
        let hosts = try #require(AllowedHosts("hub.example"))
        try await Server.run(configure: { $0.allowedHosts = hosts }) { server in
            let client = try await server.client(sending: "GET / HTTP/1.0\r\n\r\n")
            #expect(try await client.response()?.status == 421)
        }
    }

    @Test(arguments: ["http://a", "a/b", "a:80", "*", "*.", "a.*.b"])
    func `anything else is no host`(list: String) {
        #expect(AllowedHosts(list) == nil)
    }
}
