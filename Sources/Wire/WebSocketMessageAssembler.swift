/// Puts the fragments of one message together.
struct WebSocketMessageAssembler: Sendable {
    /// Text or binary while a message is incomplete.
    private var kind: WebSocketOpcode?
    private var validator = UTF8Validator()
    private var bytes: [UInt8] = []

    /// Whether a message has begun and not ended.
    var isPartial: Bool { kind != nil }

    /// Takes the header of a data frame.
    mutating func begin(
        _ header: WebSocketFrameHeader, limit: Int
    ) throws(WebSocketFailure) {
        switch (header.opcode, kind) {
        case (.continuation, nil): throw .unexpectedContinuation
        case (.continuation, _): break
        case (_, nil): kind = header.opcode
        case (_, _): throw .expectedContinuation
        }
        guard header.payloadCount <= limit - bytes.count else { throw .messageTooBig }
    }

    /// Takes what there is of a data frame's payload; true when the frame is complete.
    mutating func readPayload(
        of decoder: inout WebSocketFrameDecoder, _ input: Span<UInt8>, at position: inout Int
    ) throws(WebSocketFailure) -> Bool {
        let start = bytes.count
        let isWhole = decoder.readPayload(input, at: &position, into: &bytes)
        guard kind != .text || validator.accept(bytes, from: start) else { throw .invalidText }
        return isWhole
    }

    /// The message, when the frame that ended was its last.
    mutating func end(isFinal: Bool) throws(WebSocketFailure) -> WebSocketMachine.Action? {
        guard isFinal else { return nil }
        guard kind != .text || validator.isComplete else { throw .invalidText }
        defer { self = Self() }
        return kind == .text ? .text(bytes) : .binary(bytes)
    }
}
