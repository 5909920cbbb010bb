import GoldenTables
import Testing
import Wire

/// The tables of `protocol/http` over a socket.
@Suite struct RawRequestTests {
    @Test func `every request gets its answer over a socket, and nothing else`() async throws {
        try await Server.run { server in
            for request in RequestCase.all { try await Self.play(request, server) }
        }
    }

    private static func play(_ request: RequestCase, _ server: Server) async throws {
        let client = try await server.client()
        await client.send(request.bytes)
        for expected in request.expect where expected.continue != true {
            // The parser of the test passes over `100 Continue`.
            let response = try await client.response(answersHead: expected.method == "HEAD")
            guard let response else {
                Issue.record("\(request.name): no answer")
                return
            }
            #expect(response.status == expected.status ?? 200, "\(request.name)")
            check(response, expected, request.name)
            if response.fields["Connection"] == "close" { break }
        }
        await client.endWriting()
        #expect(try await client.response() == nil, "\(request.name)")
    }

    private static func check(
        _ response: HTTPResponse, _ expected: RequestCase.Outcome, _ name: String
    ) {
        let isLast = expected.error != nil || expected.keepAlive == false
        #expect((response.fields["Connection"] == "close") == isLast, "\(name)")
        guard let method = expected.method, method != "HEAD" else { return }
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(text.hasPrefix("\(method) \(expected.path ?? "/")"), "\(name)")
        if let body = expected.body { #expect(text.hasSuffix(" \(body)"), "\(name)") }
    }
}
