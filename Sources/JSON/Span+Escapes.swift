extension Span<UInt8> {
    /// Whether a byte of a string must be escaped (RFC 8259 section 7).
    var needsEscape: Bool {
        guard count >= 8 else {
            // Spaces, which need no escape, stand for what is behind the end.
            var word = 0x2020_2020_2020_2020 as UInt64
            for index in indices { word = word << 8 | UInt64(self[index]) }
            return escapes(in: word) != 0
        }
        let last = count - 8
        var found = escapes(in: bytes.unsafeLoadUnaligned(fromByteOffset: last, as: UInt64.self))
        for offset in stride(from: 0, to: last, by: 8) {
            found |= escapes(in: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        return found != 0
    }

    /// Where the first byte from `start` on is that must be escaped, or ends the string; not below the
    /// count when there is none.
    func firstToEscape(from start: Int) -> Int {
        var position = start
        while position + 8 <= count {
            let word = bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
            // Set by mistake is only what is behind the first, and that is the lowest.
            let found = escapes(in: UInt64(littleEndian: word))
            if found != 0 { return position + found.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < count, !self[position].isEscaped { position += 1 }
        return position
    }
}

extension UInt8 {
    /// Whether it must be escaped in a string.
    fileprivate var isEscaped: Bool {
        self < 0x20 || self == UInt8(ascii: "\"") || self == UInt8(ascii: "\\")
    }
}

/// Not 0 if one of eight bytes must be escaped.
///
/// The highest bit of a byte is set where it is below another: a borrow of the byte before can set
/// it by mistake, but then that one is found.
private func escapes(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = word ^ ones * UInt64(UInt8(ascii: "\""))
    let backslash = word ^ ones * UInt64(UInt8(ascii: "\\"))
    let found =
        (word &- ones * 0x20) & ~word | (quote &- ones) & ~quote | (backslash &- ones) & ~backslash
    return found & (ones * 0x80)
}
