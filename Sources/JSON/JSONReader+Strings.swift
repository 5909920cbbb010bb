import Text

extension JSONReader {
    /// Passes over a string, whose escapes are checked all the same.
    mutating func skipString() throws(JSONError) {
        let (range, isPlain) = try scanString()
        if !isPlain { _ = try unescaped(range) }
    }

    /// Passes over a string: the range between the quotes, and whether it is free of escapes.
    mutating func scanString() throws(JSONError) -> (Range<Int>, isPlain: Bool) {
        guard nextByte() == UInt8(ascii: "\"") else { throw unexpected("a string") }
        let start = offset + 1
        let (end, isPlain) = try endOfString(from: start)
        offset = end + 1
        return (start..<end, isPlain)
    }

    /// Where the closing quote is; a span spares the loop the array's reference counts.
    private func endOfString(from start: Int) throws(JSONError) -> (Int, isPlain: Bool) {
        let text = bytes.span
        var position = text.firstToEscape(from: start)
        var isPlain = true
        while position < text.count {
            let byte = text[position]
            if byte == UInt8(ascii: "\"") { return (position, isPlain) }
            guard byte == UInt8(ascii: "\\") else {
                throw JSONError(offset: position, message: "control character in a string")
            }
            isPlain = false
            position = text.firstToEscape(from: position + 2)
        }
        throw JSONError(offset: text.count, message: "string without its closing quote")
    }

    /// The UTF-8 of a string with escapes, which keeps the bound on combining marks as well.
    func unescaped(_ range: Range<Int>) throws(JSONError) -> [UInt8] {
        let text = try withoutEscapes(range)
        guard let utf8 = try? UTF8Span(validating: text.span), utf8.excessMark == nil else {
            throw JSONError(offset: range.lowerBound, message: CombiningMarks.rule)
        }
        return text
    }

    private func withoutEscapes(_ range: Range<Int>) throws(JSONError) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        var position = range.lowerBound
        while position < range.upperBound {
            guard bytes[position] == UInt8(ascii: "\\") else {
                text.append(bytes[position])
                position += 1
                continue
            }
            if bytes[position + 1] == UInt8(ascii: "u") {
                let scalar = try scalar(at: position, end: range.upperBound)
                text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                position += scalar.value > 0xFFFF ? 12 : 6
            } else {
                text.append(try shortEscape(at: position))
                position += 2
            }
        }
        return text
    }

    private func shortEscape(at position: Int) throws(JSONError) -> UInt8 {
        switch bytes[position + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes[position + 1]
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: throw JSONError(offset: position, message: "unknown escape in a string")
        }
    }

    /// The scalar of a `\u` escape, or of the two that make a surrogate pair.
    private func scalar(at position: Int, end: Int) throws(JSONError) -> Unicode.Scalar {
        let unit = try codeUnit(at: position, end: end)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        if UTF16.isLeadSurrogate(unit), position + 7 < end,
            bytes[position + 6] == UInt8(ascii: "\\"), bytes[position + 7] == UInt8(ascii: "u")
        {
            let low = try codeUnit(at: position + 6, end: end)
            if UTF16.isTrailSurrogate(low) {
                return UTF16.decode(UTF16.EncodedScalar([unit, low]))
            }
        }
        throw JSONError(offset: position, message: "lone surrogate in a string")
    }

    private func codeUnit(at position: Int, end: Int) throws(JSONError) -> UInt16 {
        guard position + 6 <= end else {
            throw JSONError(offset: position, message: "\\u needs four hexadecimal digits")
        }
        var unit: UInt16 = 0
        for byte in bytes[(position + 2)..<(position + 6)] {
            guard let digit = hexDigit(byte) else {
                throw JSONError(offset: position, message: "\\u needs four hexadecimal digits")
            }
            unit = unit << 4 | digit
        }
        return unit
    }
}

private func hexDigit(_ byte: UInt8) -> UInt16? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}
