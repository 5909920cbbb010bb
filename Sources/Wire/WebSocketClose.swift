/// What a close frame says (RFC 6455 section 5.5.1).
package struct WebSocketClose: Sendable, Equatable {
    /// Why; nil when the peer gave none.
    package let code: WebSocketCloseCode?
    /// The same for people; empty without a code.
    package let reason: String

    /// A close with this code and reason.
    package init(code: WebSocketCloseCode?, reason: String = "") {
        self.code = code
        self.reason = reason
    }

    /// Reads the payload of a peer's close frame.
    init(parsing payload: [UInt8]) throws(WebSocketFailure) {
        guard !payload.isEmpty else {
            self.init(code: nil)
            return
        }
        guard payload.count >= 2 else { throw .invalidClosePayload }
        let code = WebSocketCloseCode(rawValue: UInt16(payload[0]) << 8 | UInt16(payload[1]))
        guard code.isSendable else { throw .invalidCloseCode }
        guard let reason = String(validating: payload.span, 2..<payload.count) else {
            throw .invalidCloseReason
        }
        self.init(code: code, reason: reason)
    }

    /// The payload; a reason that would not fit is cut at a character.
    package var payload: [UInt8] {
        guard let code else { return [] }
        var text = Substring(reason)
        while text.utf8.count > 123 { text.removeLast() }
        return [UInt8(code.rawValue >> 8), UInt8(code.rawValue & 0xFF)] + Array(text.utf8)
    }
}
