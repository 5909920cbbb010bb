/// The server's side of the opening handshake (RFC 6455 section 4.2).
package struct WebSocketHandshake: Sendable, Equatable {
    /// The client's `Sec-WebSocket-Key`.
    package let key: String
    /// The first subprotocol that the client named and the server speaks.
    package let subprotocol: String?
    /// How messages may be compressed; nil when they may not.
    package let deflate: PerMessageDeflate?

    /// Whether `request` asks to leave HTTP for WebSocket at all, rightly or not.
    package static func isRequested(by request: HTTPRequest) -> Bool {
        request.fields.contains("websocket", in: "Upgrade")
    }

    /// Checks that `request` is a handshake; `subprotocols` are those that the server speaks, and
    /// `deflate` its terms for compressed messages, if it takes any.
    ///
    /// Origin and credentials are the caller's to check.
    package init(
        checking request: HTTPRequest, subprotocols: [String],
        deflate terms: PerMessageDeflate.Terms? = nil
    ) throws(WebSocketHandshakeError) {
        guard request.method == .get else { throw .notGet }
        guard request.body.isEmpty else { throw .hasBody }
        guard Self.isRequested(by: request) else { throw .notUpgrade }
        guard request.fields.contains("upgrade", in: "Connection") else { throw .notUpgrade }
        guard request.fields.values(of: "Sec-WebSocket-Version") == ["13"] else {
            throw .unsupportedVersion
        }
        let keys = request.fields.values(of: "Sec-WebSocket-Key")
        guard keys.count == 1, let key = keys.first, Base64.decodedCount(key) == 16 else {
            throw .invalidKey
        }
        self.key = key
        subprotocol = try Self.choose(
            request.fields.elements(of: "Sec-WebSocket-Protocol"), subprotocols)
        let offers = try WebSocketExtension.parse(
            request.fields.values(of: "Sec-WebSocket-Extensions"))
        deflate = terms.flatMap { PerMessageDeflate(choosingFrom: offers, $0) }
    }

    /// The 101 that completes the handshake.
    package var response: HTTPResponse {
        var fields: HTTPFields = [
            "Upgrade": "websocket",
            "Sec-WebSocket-Accept": WebSocketAcceptKey.answer(to: key),
        ]
        if let subprotocol { fields.append("Sec-WebSocket-Protocol", subprotocol) }
        if let deflate { fields.append("Sec-WebSocket-Extensions", deflate.field) }
        return HTTPResponse(status: 101, fields: fields)
    }

    private static func choose(
        _ offered: [Substring], _ spoken: [String]
    ) throws(WebSocketHandshakeError) -> String? {
        guard offered.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(HTTPSyntax.isToken) }) else {
            throw .invalidSubprotocol
        }
        return offered.lazy.map { String($0) }.first { spoken.contains($0) }
    }
}

/// Why a request is no opening handshake.
package enum WebSocketHandshakeError: Error, Sendable, CaseIterable {
    case notGet, hasBody, notUpgrade, unsupportedVersion, invalidKey, invalidSubprotocol
    case invalidExtensions

    /// The status of the answer.
    package var status: Int {
        switch self {
        case .notGet: 405
        case .notUpgrade, .unsupportedVersion: 426
        case .hasBody, .invalidKey, .invalidSubprotocol, .invalidExtensions: 400
        }
    }

    /// The rule that the request breaks.
    package var message: String {
        switch self {
        case .notGet: "a WebSocket handshake is a GET"
        case .hasBody: "a WebSocket handshake has no body"
        case .notUpgrade: "this address speaks WebSocket: Upgrade and Connection must say so"
        case .unsupportedVersion: "Sec-WebSocket-Version must be 13"
        case .invalidKey: "Sec-WebSocket-Key must be 16 bytes in base64"
        case .invalidSubprotocol: "Sec-WebSocket-Protocol must be a list of tokens"
        case .invalidExtensions: "Sec-WebSocket-Extensions must follow RFC 6455 section 9.1"
        }
    }

    /// The fields that the answer must carry (RFC 6455 section 4.4, RFC 9110 section 15.5.6).
    package var fields: HTTPFields {
        switch status {
        case 405: ["Allow": "GET"]
        case 426: ["Upgrade": "websocket", "Sec-WebSocket-Version": "13"]
        default: [:]
        }
    }
}
