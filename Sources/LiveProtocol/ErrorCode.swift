/// Why a request or a topic was refused; `protocol/codes.json` says the same.
package enum ErrorCode: String, CaseIterable, Sendable {
    /// The frame is not one JSON object.
    case malformedMessage = "MALFORMED_MESSAGE"
    /// No message has this `op`.
    case unknownOperation = "UNKNOWN_OP"
    /// A field that the message needs is not there.
    case missingField = "MISSING_FIELD"
    /// A field that the message does not have.
    case unknownField = "UNKNOWN_FIELD"
    /// A field breaks its rule.
    case invalidField = "INVALID_FIELD"
    /// The kind of topic is unknown, or its id is not well-formed.
    case unknownTopic = "UNKNOWN_TOPIC"
    /// The connection holds as many topics as it may.
    case tooManyTopics = "TOO_MANY_TOPICS"
    /// Only for those who are signed in.
    case unauthenticated = "UNAUTHENTICATED"
    /// The token was good once.
    case tokenExpired = "TOKEN_EXPIRED"
    /// Not for this user; says nothing about whether the thing exists.
    case forbidden = "FORBIDDEN"
    /// Too many requests in too short a time, or at once.
    case tooMany = "RATE_LIMIT_EXCEEDED"
    /// The server cannot answer now; later it may.
    case unavailable = "UNAVAILABLE"
    /// The server failed.
    case internalError = "INTERNAL_ERROR"

    /// Whether the same request may succeed later.
    package var isRetryable: Bool {
        switch self {
        case .tooMany, .unavailable, .internalError: true
        case .malformedMessage, .unknownOperation, .missingField, .unknownField, .invalidField,
            .unknownTopic, .tooManyTopics, .unauthenticated, .tokenExpired, .forbidden:
            false
        }
    }
}
