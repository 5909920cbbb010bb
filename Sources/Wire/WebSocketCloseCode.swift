/// Why a WebSocket ends (RFC 6455 section 7.4 and the IANA registry).
package struct WebSocketCloseCode: RawRepresentable, Hashable, Sendable {
    /// The number as it stands in a close frame.
    package let rawValue: UInt16

    /// The code with this number, which need not be sendable.
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The purpose is fulfilled.
    package static let normal = Self(rawValue: 1000)
    /// The endpoint goes away: a page is left, a server stops.
    package static let goingAway = Self(rawValue: 1001)
    /// A frame broke the protocol.
    package static let protocolError = Self(rawValue: 1002)
    /// The kind of data is not accepted here.
    package static let unsupportedData = Self(rawValue: 1003)
    /// Text was not UTF-8.
    package static let invalidPayload = Self(rawValue: 1007)
    /// A message broke a rule of the endpoint.
    package static let policyViolation = Self(rawValue: 1008)
    /// A message was larger than the endpoint takes.
    package static let messageTooBig = Self(rawValue: 1009)
    /// The endpoint failed.
    package static let internalError = Self(rawValue: 1011)
    /// The server restarts: come back.
    package static let serviceRestart = Self(rawValue: 1012)

    /// Whether the code may stand in a close frame: defined for that, or in a range for use.
    package var isSendable: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
