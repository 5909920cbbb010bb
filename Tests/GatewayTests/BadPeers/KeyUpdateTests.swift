import Certificates
import Gateway
import Net
import Testing

/// Peers that change the keys of TLS more often than they have reason to.
@Suite struct KeyUpdateTests {
    private let certificates: Certificates
    private let tls: TLSServer
    private let destination: TLSDestination

    init() throws {
        certificates = try Certificates()
        let pair = try certificates.make("hub")
        tls = try TLSServer(TLSServerConfiguration(pairs: [pair]))
        destination = TLSDestination(try TLSClient(.file(pair.certificate)), name: "localhost")
    }

    private static let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"

    @Test func `who changes its keys on and on is ended with one line`() async throws {
        try await Server.run(tls: tls) { server in
            let restless = try await server.client(destination, sending: Self.get)
            #expect(try await restless.response()?.status == 200)
            await restless.changeKeys(100)
            await restless.end()
            #expect(
                await server.notice() == .sessionFailed(peer: "127.0.0.1", .keyUpdates))
            #expect(server.tlsCounts.totals.failures == ["key_updates": 1])
            let other = try await server.client(destination, sending: Self.get)
            #expect(try await other.response()?.status == 200)
        }
    }

    @Test func `who changes its keys and says something each time is served on`() async throws {
        try await Server.run(tls: tls) { server in
            let client = try await server.client(destination)
            for _ in 0..<50 {
                await client.changeKeys(3, then: Array(Self.get.utf8))
                #expect(try await client.response()?.status == 200)
            }
            #expect(server.tlsCounts.totals.failures.isEmpty)
        }
    }
}
