import Testing
import Wire

@Suite struct WebSocketHandshakeTests {
    /// The example of RFC 6455 section 1.3.
    private let sample = HTTPRequest(
        method: .get, path: "/chat",
        fields: [
            "Host": "server.example.com", "Upgrade": "websocket", "Connection": "Upgrade",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol": "chat, superchat", "Sec-WebSocket-Version": "13",
        ])

    @Test func `answers the example of section 1_3`() throws {
        let handshake = try WebSocketHandshake(checking: sample, subprotocols: ["superchat"])
        let fields = handshake.response.fields
        #expect(handshake.response.status == 101)
        #expect(fields["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(fields["Sec-WebSocket-Protocol"] == "superchat")
    }

    @Test func `takes the client's first choice among what the server speaks`() throws {
        let handshake = try WebSocketHandshake(
            checking: sample, subprotocols: ["superchat", "chat"])
        #expect(handshake.subprotocol == "chat")
    }

    @Test func `an offer that is not spoken gets no echo`() throws {
        let handshake = try WebSocketHandshake(checking: sample, subprotocols: ["other"])
        #expect(handshake.subprotocol == nil)
        #expect(handshake.response.fields["Sec-WebSocket-Protocol"] == nil)
    }

    @Test func `tokens may stand in lists and in other cases`() throws {
        var request = sample
        request.fields["Connection"] = "keep-alive, upgrade"
        request.fields["Upgrade"] = "h2c, WebSocket"
        _ = try WebSocketHandshake(checking: request, subprotocols: [])
    }

    @Test(
        arguments: [
            ("Upgrade", "h2c", 426), ("Upgrade", nil, 426), ("Connection", "close", 426),
            ("Sec-WebSocket-Version", "8", 426), ("Sec-WebSocket-Version", nil, 426),
            ("Sec-WebSocket-Key", nil, 400), ("Sec-WebSocket-Key", "", 400),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ", 400),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ====", 400),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZQ==", 400),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j!Q==", 400),
            ("Sec-WebSocket-Protocol", "chat, ,x", 400), ("Sec-WebSocket-Protocol", "a/b", 400),
            ("Sec-WebSocket-Protocol", "ch at", 400),
        ] as [(String, String?, Int)])
    func `refuses what is no handshake`(_ name: String, _ value: String?, _ status: Int) {
        var request = sample
        request.fields[name] = value
        do throws(WebSocketHandshakeError) {
            _ = try WebSocketHandshake(checking: request, subprotocols: ["chat"])
            Issue.record("\(name): \(value ?? "none") was taken")
        } catch {
            #expect(error.status == status)
            #expect((error.fields["Sec-WebSocket-Version"] == "13") == (status == 426))
        }
    }

    @Test func `refuses other methods, bodies and two keys`() {
        for change in [
            { $0.method = .post }, { $0.body = [1] },
            { $0.fields.append("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==") },
        ] as [(inout HTTPRequest) -> Void] {
            var request = sample
            change(&request)
            #expect(throws: WebSocketHandshakeError.self) {
                try WebSocketHandshake(checking: request, subprotocols: [])
            }
        }
    }

    @Test func `client and server agree`() throws {
        let client = WebSocketClientHandshake(
            nonce: (0..<16).map { UInt8($0) }, subprotocols: ["flighthub.v1"])
        let request = client.request(host: "h", path: "/ws", fields: ["Authorization": "Bearer x"])
        let server = try WebSocketHandshake(checking: request, subprotocols: ["flighthub.v1"])
        #expect(server.key == "AAECAwQFBgcICQoLDA0ODw==")
        #expect(request.fields["Authorization"] == "Bearer x")
        var bytes: [UInt8] = []
        server.response.write(to: &bytes, date: "now", isKeptAlive: true)
        var parser = HTTPResponseParser()
        var position = 0
        let response = try #require(try parser.next(bytes.span, at: &position))
        #expect(try client.check(response) == "flighthub.v1")
    }

    @Test func `a client sees through wrong answers`() throws {
        let client = WebSocketClientHandshake(
            nonce: [UInt8](repeating: 0, count: 16), subprotocols: ["a"])
        let good = try WebSocketHandshake(
            checking: client.request(host: "h", path: "/"), subprotocols: ["a"]
        ).response
        let refusal = HTTPResponse(status: 503)
        #expect(throws: WebSocketClientHandshakeError.refused(refusal)) {
            try client.check(refusal)
        }
        for (name, value) in [
            ("Upgrade", "h2c"), ("Sec-WebSocket-Accept", "x"), ("Sec-WebSocket-Protocol", "b"),
            ("Sec-WebSocket-Extensions", "permessage-deflate"), ("Connection", "close"),
        ] {
            var answer = good
            answer.fields["Connection"] = "Upgrade"
            answer.fields[name] = value
            #expect(throws: WebSocketClientHandshakeError.invalidAnswer, "\(name)") {
                try client.check(answer)
            }
        }
    }
}
