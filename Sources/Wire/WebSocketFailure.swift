/// What a peer's bytes broke; the connection ends with `closeCode`.
package enum WebSocketFailure: String, Error, Sendable, CaseIterable {
    case reservedBit, reservedOpcode
    case unmaskedFrame, maskedFrame
    case fragmentedControl, controlTooLong
    case lengthNotMinimal, lengthTooLarge
    case unexpectedContinuation, expectedContinuation
    case invalidText
    case invalidCompression
    case messageTooBig, tooManyFragments
    case invalidClosePayload, invalidCloseCode, invalidCloseReason

    /// The code of the close frame that answers.
    package var closeCode: WebSocketCloseCode {
        switch self {
        case .reservedBit, .reservedOpcode, .unmaskedFrame, .maskedFrame, .fragmentedControl,
            .controlTooLong, .lengthNotMinimal, .lengthTooLarge, .unexpectedContinuation,
            .expectedContinuation, .invalidClosePayload, .invalidCloseCode:
            .protocolError
        case .invalidText, .invalidCompression, .invalidCloseReason: .invalidPayload
        case .messageTooBig: .messageTooBig
        case .tooManyFragments: .policyViolation
        }
    }

    /// The rule that was broken, short enough for a close frame.
    package var message: String {
        switch self {
        case .reservedBit: "a reserved bit is set"
        case .reservedOpcode: "the opcode is reserved"
        case .unmaskedFrame: "a client's frame must be masked"
        case .maskedFrame: "a server's frame must not be masked"
        case .fragmentedControl: "a control frame must not be fragmented"
        case .controlTooLong: "a control frame carries at most 125 bytes"
        case .lengthNotMinimal: "the length must use the fewest bytes"
        case .lengthTooLarge: "the length's highest bit is set"
        case .unexpectedContinuation: "there is no message to continue"
        case .expectedContinuation: "the message before is not complete"
        case .invalidText: "text must be UTF-8"
        case .invalidCompression: "the message cannot be inflated"
        case .messageTooBig: "the message is too big"
        case .tooManyFragments: "the message has too many fragments"
        case .invalidClosePayload: "a close payload begins with two bytes of code"
        case .invalidCloseCode: "the close code may not be sent"
        case .invalidCloseReason: "a close reason must be UTF-8"
        }
    }
}
