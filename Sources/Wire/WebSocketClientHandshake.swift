/// The client's side of the opening handshake (RFC 6455 section 4.1).
package struct WebSocketClientHandshake: Sendable {
    private let key: String
    private let subprotocols: [String]

    /// A handshake with `nonce`, 16 random bytes of the caller's.
    package init(nonce: [UInt8], subprotocols: [String]) {
        precondition(nonce.count == 16, "RFC 6455 asks for 16 bytes")
        key = Base64.encode(nonce)
        self.subprotocols = subprotocols
    }

    /// The request to send; `fields` may add `Authorization` or `Origin`.
    package func request(
        host: String, path: String, query: String = "", fields: HTTPFields = [:]
    ) -> HTTPRequest {
        var all: HTTPFields = [
            "Host": host, "Upgrade": "websocket", "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": key,
        ]
        if !subprotocols.isEmpty {
            all.append("Sec-WebSocket-Protocol", subprotocols.joined(separator: ", "))
        }
        for line in fields.lines { all.append(line.name, line.value) }
        return HTTPRequest(method: .get, path: path, query: query, fields: all)
    }

    /// Checks the answer; returns the subprotocol that the server chose, if it chose one.
    package func check(_ response: HTTPResponse) throws(WebSocketClientHandshakeError) -> String? {
        guard response.status == 101 else { throw .refused(response) }
        guard response.fields.contains("websocket", in: "Upgrade"),
            response.fields.contains("upgrade", in: "Connection"),
            response.fields["Sec-WebSocket-Accept"] == WebSocketAcceptKey.answer(to: key),
            response.fields["Sec-WebSocket-Extensions"] == nil
        else { throw .invalidAnswer }
        let chosen = response.fields["Sec-WebSocket-Protocol"]
        guard chosen.map(subprotocols.contains) ?? true else { throw .invalidAnswer }
        return chosen
    }
}

/// Why a handshake opened no WebSocket.
package enum WebSocketClientHandshakeError: Error, Sendable, Equatable {
    /// The server answered with something else than 101.
    case refused(HTTPResponse)
    /// The server answered 101, but not to this request.
    case invalidAnswer
}
