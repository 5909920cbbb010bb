import Wire

/// The opening handshake: what is agreed on was offered, and is within the server's terms.
///
/// Input: terms (1 byte), then lines: an extension offer each, and subprotocols after `P`.
enum HandshakeFuzzing {
    static func check(_ input: inout FuzzInput) {
        let option = input.byte()
        var terms = PerMessageDeflate.Terms()
        terms.keepsContext = option & 1 == 1
        terms.serverWindowBits = 9 + Int(option >> 1 & 7) % 7
        terms.clientWindowBits = 8 + Int(option >> 4 & 7)
        var request = HTTPRequest(
            method: .get, path: "/",
            fields: [
                "Host": "h", "Upgrade": "websocket", "Connection": "keep-alive, Upgrade",
                "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            ])
        let lines = String(decoding: input.rest(), as: UTF8.self).split(separator: "\n")
        for line in lines.prefix(8) {
            let isProtocol = line.hasPrefix("P")
            request.fields.append(
                isProtocol ? "Sec-WebSocket-Protocol" : "Sec-WebSocket-Extensions",
                String(isProtocol ? line.dropFirst() : line))
        }
        guard
            let handshake = try? WebSocketHandshake(
                checking: request, subprotocols: ["flighthub.v1"], deflate: terms)
        else { return }
        check(handshake, against: request, terms)
    }

    private static func check(
        _ handshake: WebSocketHandshake, against request: HTTPRequest,
        _ terms: PerMessageDeflate.Terms
    ) {
        let fields = handshake.response.fields
        require(fields["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "RFC 6455 1.3")
        if let subprotocol = handshake.subprotocol {
            require(
                request.fields.contains(subprotocol, in: "Sec-WebSocket-Protocol"),
                "a subprotocol was offered")
        }
        guard let deflate = handshake.deflate else {
            require(fields["Sec-WebSocket-Extensions"] == nil, "nothing is agreed on silently")
            return
        }
        require(fields["Sec-WebSocket-Extensions"] == deflate.field, "what is agreed on is said")
        require(
            request.fields.values(of: "Sec-WebSocket-Extensions")
                .contains { $0.contains("permessage-deflate") }, "compression was offered")
        require((9...terms.serverWindowBits).contains(deflate.serverWindowBits), "our window")
        require((8...15).contains(deflate.clientWindowBits), "the client's window")
        require(terms.keepsContext || !deflate.serverKeepsContext, "our context")
        require(terms.keepsContext || !deflate.clientKeepsContext, "the client's context")
    }
}
