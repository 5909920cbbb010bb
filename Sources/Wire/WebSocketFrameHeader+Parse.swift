extension WebSocketFrameHeader {
    /// Reads a whole header from the first `count(second:)` bytes of `bytes`.
    ///
    /// `masked` is what the peer must do: a server demands it, a client forbids it. RSV1 may stand
    /// where `compressed` messages were agreed on, at the beginning of a message (RFC 7692
    /// section 6); every other reserved bit is an error.
    init(
        parsing bytes: Span<UInt8>, masked: Bool, compressed: Bool
    ) throws(WebSocketFailure) {
        let (first, second) = (bytes[0], bytes[1])
        guard first & 0x30 == 0, compressed || first & 0x40 == 0 else { throw .reservedBit }
        guard let opcode = WebSocketOpcode(rawValue: first & 0x0F) else { throw .reservedOpcode }
        isCompressed = first & 0x40 != 0
        guard !isCompressed || opcode.beginsMessage else { throw .reservedBit }
        guard (second & 0x80 != 0) == masked else {
            throw masked ? .unmaskedFrame : .maskedFrame
        }
        self.isFinal = first & 0x80 != 0
        self.opcode = opcode
        let lengthEnd = Self.count(second: second & 0x7F)
        payloadCount = try Self.payloadCount(bytes, end: lengthEnd)
        mask = masked ? WebSocketMask(bytes, at: lengthEnd) : nil
        if opcode.isControl {
            guard isFinal else { throw .fragmentedControl }
            guard payloadCount <= 125 else { throw .controlTooLong }
        }
    }

    private static func payloadCount(
        _ bytes: Span<UInt8>, end: Int
    ) throws(WebSocketFailure) -> Int {
        var extended: UInt64 = 0
        for index in 2..<end { extended = extended << 8 | UInt64(bytes[index]) }
        switch end {
        case 4:
            guard extended > 125 else { throw .lengthNotMinimal }
            return Int(extended)
        case 10:
            guard extended <= UInt64(Int64.max) else { throw .lengthTooLarge }
            guard extended > 0xFFFF else { throw .lengthNotMinimal }
            return Int(extended)
        default:
            return Int(bytes[1] & 0x7F)
        }
    }
}
