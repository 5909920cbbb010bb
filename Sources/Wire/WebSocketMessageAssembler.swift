/// Puts the fragments of one message together.
struct WebSocketMessageAssembler: Sendable {
    private var bytes: [UInt8] = []
    /// Text or binary while a message is incomplete.
    private var kind: WebSocketOpcode?
    /// Whether what comes has to be inflated at the end.
    private var isCompressed = false
    /// Frames of the message that have begun: empty ones take no room, and must end all the same.
    private var fragmentCount: UInt32 = 0
    private var validator = UTF8Validator()

    /// Whether a message has begun and not ended.
    var isPartial: Bool { kind != nil }

    /// Takes the header of a data frame.
    mutating func begin(
        _ header: WebSocketFrameHeader, limit: Int, fragments: UInt32
    ) throws(WebSocketFailure) {
        switch (header.opcode, kind) {
        case (.continuation, nil): throw .unexpectedContinuation
        case (.continuation, _): break
        case (_, nil): (kind, isCompressed) = (header.opcode, header.isCompressed)
        case (_, _): throw .expectedContinuation
        }
        guard fragmentCount < fragments else { throw .tooManyFragments }
        fragmentCount += 1
        let room = isCompressed ? Inflater.compressedLimit(limit) : limit
        guard header.payloadCount <= room - bytes.count else { throw .messageTooBig }
    }

    /// Takes what there is of a data frame's payload; true when the frame is complete.
    mutating func readPayload(
        of decoder: inout WebSocketFrameDecoder, _ input: Span<UInt8>, at position: inout Int
    ) throws(WebSocketFailure) -> Bool {
        let start = bytes.count
        let isWhole = decoder.readPayload(input, at: &position, into: &bytes)
        guard isCompressed || kind != .text || validator.accept(bytes, from: start) else {
            throw .invalidText
        }
        return isWhole
    }

    /// The message, when the frame that ended was its last.
    ///
    /// A compressed one is inflated only then: so one inflater serves all connections of a loop.
    mutating func end(
        isFinal: Bool, limit: Int, _ inflater: Inflater?
    ) throws(WebSocketFailure) -> WebSocketMachine.Action? {
        guard isFinal else { return nil }
        if isCompressed {
            guard let inflater else { preconditionFailure("who agrees to deflate inflates") }
            bytes = try inflater.inflate(bytes, limit: limit)
            guard kind != .text || validator.accept(bytes, from: 0) else { throw .invalidText }
        }
        guard kind != .text || validator.isComplete else { throw .invalidText }
        defer { self = Self() }
        return kind == .text ? .text(bytes) : .binary(bytes)
    }
}
