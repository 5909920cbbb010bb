import Certificates
import Gateway
import Net
import Testing

/// The openssl program as the peer: what our own client would not do.
@Suite struct `TLS with openssl` {
    private let certificates: Certificates
    private let tls: TLSServer

    init() throws {
        certificates = try Certificates()
        tls = try TLSServer(
            TLSServerConfiguration(pairs: [
                try certificates.make("ecdsa", .ecdsa, for: ["localhost", "a.test"]),
                try certificates.make("rsa", .rsa, for: ["localhost", "a.test"]),
                try certificates.make("b", .ecdsa, for: ["b.test"]),
            ]))
    }

    /// What `openssl s_client` prints, with these arguments and this input, which has no end: it
    /// stays until it is told to quit, or until the server closes.
    private func dial(
        _ server: Server, _ arguments: String, input: String = "Q\\n"
    ) async -> String {
        let pipe = "\(certificates.folder)/input-\(UInt32.random(in: .min ... .max))"
        return await Shell.run(
            """
            mkfifo \(pipe); exec 3<>\(pipe); printf '\(input)' >&3
            timeout 10 openssl s_client -connect 127.0.0.1:\(server.tlsPort ?? 0) \(arguments) <&3
            """
        ).output
    }

    @Test(arguments: [
        ("-tls1_3", "New, TLSv1.3, Cipher is TLS_AES_128_GCM_SHA256"),
        ("-tls1_2", "New, TLSv1.2, Cipher is ECDHE-ECDSA-AES256-GCM-SHA384"),
        ("-tls1_2 -sigalgs RSA+SHA256:RSA-PSS+SHA256", "Cipher is ECDHE-RSA-AES256-GCM-SHA384"),
        ("-tls1_3 -sigalgs RSA-PSS+SHA256", "Peer signature type: RSA-PSS"),
        ("-tls1_3 -sigalgs ECDSA+SHA256", "Peer signature type: ECDSA"),
        ("-tls1_2 -cipher ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-ECDSA-CHACHA20-POLY1305"),
        ("-servername b.test", "subject=CN = b.test"),
        ("-servername a.test", "subject=CN = localhost"),
        ("-noservername", "subject=CN = localhost"),
        ("-alpn h2,http/1.1", "ALPN protocol: http/1.1"),
        ("-alpn h2", "alert no application protocol"),
        ("-tls1_1 -cipher DEFAULT@SECLEVEL=0", "alert protocol version"),
        ("-tls1_2 -cipher AES128-SHA", "alert handshake failure"),
        ("-tls1_2 -cipher DHE-RSA-AES256-GCM-SHA384", "alert handshake failure"),
    ])
    func `agrees, or says why not`(arguments: String, expected: String) async throws {
        try await Server.run(tls: tls) { server in
            let output = await dial(server, arguments)
            #expect(output.contains(expected), "\(output)")
        }
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `resumes by ticket`(version: String) async throws {
        try await Server.run(tls: tls) { server in
            let file = "\(certificates.folder)/session"
            let request = "GET / HTTP/1.0\\r\\n\\r\\n"
            let first = await dial(
                server, "\(version) -ign_eof -sess_out \(file)", input: request)
            #expect(first.contains("New, "))
            let second = await dial(server, "\(version) -sess_in \(file)")
            #expect(second.contains("Reused, "), "\(second)")
            let kinds = server.tlsCounts.totals.handshakes
            #expect(Set(kinds.keys.map(\.isResumed)) == [false, true])
        }
    }

    @Test func `ends an attempt to renegotiate with one line`() async throws {
        try await Server.run(tls: tls) { server in
            let output = await dial(server, "-tls1_2", input: "R\\n")
            #expect(output.contains("RENEGOTIATING"))
            #expect(
                await server.notice() == .sessionFailed(peer: "127.0.0.1", .renegotiation))
            #expect(server.tlsCounts.totals.failures == ["renegotiation": 1])
        }
    }
}
