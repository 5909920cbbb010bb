import Text

/// Why bytes are no HTTP/1.1 message that the hub takes.
///
/// After one of these nothing on the connection can be trusted to start a message: the edge
/// answers with `status` and closes.
package enum HTTPError: String, Error, Sendable, CaseIterable {
    case malformedRequestLine, malformedStatusLine
    case unknownMethod
    case unsupportedVersion
    case invalidTarget, targetTooLong
    case headTooLarge, tooManyFields
    case bareLineEnd, foldedField, invalidFieldName, invalidFieldValue
    case combiningMarks
    case missingHost, duplicateHost, invalidHost
    case invalidLength, duplicateLength, conflictingLengths
    case invalidTransferCoding, unsupportedTransferCoding
    case invalidChunk
    case bodyTooLarge
    case unknownExpectation

    /// The status of the answer.
    package var status: Int {
        switch self {
        case .unknownMethod, .unsupportedTransferCoding: 501
        case .unsupportedVersion: 505
        case .targetTooLong: 414
        case .headTooLarge, .tooManyFields: 431
        case .bodyTooLarge: 413
        case .unknownExpectation: 417
        case .malformedRequestLine, .malformedStatusLine, .invalidTarget, .bareLineEnd,
            .foldedField, .invalidFieldName, .invalidFieldValue, .missingHost, .duplicateHost,
            .invalidHost, .invalidLength, .duplicateLength, .conflictingLengths,
            .invalidTransferCoding, .invalidChunk, .combiningMarks:
            400
        }
    }

    /// The rule that the bytes break, for the one who sent them.
    package var message: String {
        switch self {
        case .malformedRequestLine: "the request line is not 'METHOD target HTTP/1.1'"
        case .malformedStatusLine: "the status line is not 'HTTP/1.1 code reason'"
        case .unknownMethod: "the method is not known here"
        case .unsupportedVersion: "only HTTP/1.1 and HTTP/1.0 are spoken here"
        case .invalidTarget: "the request target is malformed"
        case .targetTooLong: "the request target is too long"
        case .headTooLarge: "the header section is too large"
        case .tooManyFields: "there are too many header fields"
        case .bareLineEnd: "lines end with CR LF, and neither stands alone"
        case .foldedField: "a field line may not begin with white space"
        case .invalidFieldName: "a field name holds a byte that is no token character"
        case .invalidFieldValue: "a field value holds a control character or is not UTF-8"
        case .combiningMarks: "the head has \(CombiningMarks.rule)"
        case .missingHost: "the Host field is missing"
        case .duplicateHost: "there is more than one Host field"
        case .invalidHost: "the Host field is malformed or is not the target's"
        case .invalidLength: "Content-Length is not a number"
        case .duplicateLength: "there is more than one Content-Length"
        case .conflictingLengths: "Content-Length and Transfer-Encoding exclude each other"
        case .invalidTransferCoding: "Transfer-Encoding is malformed or not allowed here"
        case .unsupportedTransferCoding: "the only transfer coding known here is chunked"
        case .invalidChunk: "the chunked body is malformed"
        case .bodyTooLarge: "the body is too large"
        case .unknownExpectation: "the only expectation known here is 100-continue"
        }
    }
}
