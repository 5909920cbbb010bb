/// Checks UTF-8 that comes in pieces, and fails at the first byte that no continuation can mend.
///
/// RFC 6455 section 8.1 wants text checked; failing fast spares the rest of a long message.
package struct UTF8Validator: Sendable {
    /// Continuation bytes that the character begun still needs.
    private var missing: UInt8 = 0
    /// The bounds of the next continuation byte: they rule out overlong forms, surrogates, and
    /// what lies above U+10FFFF (Unicode table 3-7).
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xBF

    /// A validator at the start of a text.
    package init() {}

    /// Whether the text may end here.
    package var isComplete: Bool { missing == 0 }

    /// Checks `bytes[start...]`; false when the text is broken for good.
    package mutating func accept(_ bytes: [UInt8], from start: Int) -> Bool {
        let span = bytes.span
        // On a copy, which stays in registers.
        var state = self
        var index = start
        while index < span.count {
            if state.missing == 0 {
                index = Self.skipASCII(span, from: index)
                guard index < span.count else { break }
            }
            guard state.step(span[index]) else { return false }
            index += 1
        }
        self = state
        return true
    }

    private mutating func step(_ byte: UInt8) -> Bool {
        if missing == 0 { return begin(byte) }
        guard byte >= lowest, byte <= highest else { return false }
        missing -= 1
        (lowest, highest) = (0x80, 0xBF)
        return true
    }

    private mutating func begin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x00...0x7F: return true
        case 0xC2...0xDF: missing = 1
        case 0xE0...0xEF:
            missing = 2
            if byte == 0xE0 { lowest = 0xA0 }
            if byte == 0xED { highest = 0x9F }
        case 0xF0...0xF4:
            missing = 3
            if byte == 0xF0 { lowest = 0x90 }
            if byte == 0xF4 { highest = 0x8F }
        default: return false
        }
        return true
    }

    /// The index of the first byte from `start` that is not ASCII, eight bytes at a time.
    private static func skipASCII(_ span: Span<UInt8>, from start: Int) -> Int {
        var index = start
        unsafe span.withUnsafeBytes { buffer in
            while index + 8 <= buffer.count {
                let word = unsafe buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                let high = word.littleEndian & 0x8080_8080_8080_8080
                guard high == 0 else {
                    index += high.trailingZeroBitCount / 8
                    return
                }
                index += 8
            }
            while index < buffer.count, unsafe buffer[index] < 0x80 { index += 1 }
        }
        return index
    }
}
