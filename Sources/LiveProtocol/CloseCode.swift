/// Why the server closes a connection; `protocol/codes.json` says the same.
///
/// Below 4000 as in RFC 6455 section 7.4 and the IANA registry.
package enum CloseCode: UInt16, CaseIterable, Sendable {
    /// Asked for by the client.
    case normal = 1000
    /// The server goes away.
    case goingAway = 1001
    /// A frame broke RFC 6455.
    case protocolError = 1002
    /// A binary message.
    case unsupportedData = 1003
    /// Text that is not UTF-8.
    case invalidPayload = 1007
    /// A rule was broken that no other code names.
    case policyViolation = 1008
    /// A message was larger than the limit.
    case messageTooBig = 1009
    /// The server failed.
    case internalError = 1011
    /// The server restarts; `bye` says when to come back.
    case serviceRestart = 1012
    /// Message after message was malformed.
    case badMessage = 4400
    /// The credentials expired or were revoked.
    case credentialsEnded = 4401
    /// Nothing here is for this client.
    case forbidden = 4403
    /// No credentials in time, or no answer to the server's pings.
    case timedOut = 4408
    /// The client reads too slowly, or there is too much of it.
    case tooSlow = 4429

    /// What a client does after a connection that ended with this code.
    package var reconnect: ReconnectPolicy {
        switch self {
        case .timedOut: .atOnce
        case .goingAway, .internalError, .serviceRestart, .tooSlow: .afterDelay
        case .normal, .protocolError, .unsupportedData, .invalidPayload, .policyViolation,
            .messageTooBig, .badMessage, .credentialsEnded, .forbidden:
            .never
        }
    }
}

/// Whether and when a client comes back.
package enum ReconnectPolicy: String, Sendable {
    /// Without a delay, if the connection had stood for a while; else as `afterDelay`.
    case atOnce = "at-once"
    /// After `bye.reconnectAfterMs`, or with exponential backoff and full jitter.
    case afterDelay = "after-delay"
    /// Not before a person, or another login, has changed something.
    case never
}
