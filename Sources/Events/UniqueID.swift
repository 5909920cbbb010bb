/// A random 128-bit identifier, written as a lowercase UUID (RFC 9562).
package struct UniqueID: Hashable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    /// A fresh version 4 identifier from the system's random source.
    package static func random() -> UniqueID {
        var generator = SystemRandomNumberGenerator()
        return UniqueID(using: &generator)
    }

    /// A version 4 identifier from `generator`, so that a seeded run repeats itself.
    package init(using generator: inout some RandomNumberGenerator) {
        high = (generator.next() & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
        low = (generator.next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
    }

    /// The identifier with these 128 bits, whatever its version.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The identifier `count` places after this one; for identifiers that are counted, not drawn.
    package func following(by count: Int) -> UniqueID {
        UniqueID(high: high, low: low &+ UInt64(count))
    }

    /// Reads the canonical form: 36 characters, lowercase hexadecimal, hyphens in place.
    package init?(_ text: String) {
        self.init(utf8: text.utf8.span)
    }

    /// Reads the canonical form from lent bytes; every entry of the log names topics by it.
    package init?(utf8 text: borrowing Span<UInt8>) {
        let hyphen = UInt8(ascii: "-")
        guard text.count == 36, text[8] == hyphen, text[13] == hyphen, text[18] == hyphen,
            text[23] == hyphen
        else { return nil }
        let bytes = text.bytes
        let digits: [8 of Int] = [0, 4, 9, 14, 19, 24, 28, 32]
        var words: [2 of UInt64] = [0, 0]
        for index in digits.indices {
            let four = bytes.unsafeLoadUnaligned(fromByteOffset: digits[index], as: UInt32.self)
            guard let value = hexadecimal(UInt32(bigEndian: four)) else { return nil }
            words[index / 4] = words[index / 4] << 16 | UInt64(value)
        }
        (high, low) = (words[0], words[1])
    }

    /// Reads a part of a text.
    package init?(_ text: some StringProtocol) {
        self.init(String(text))
    }

    /// The canonical lowercase form.
    package var description: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var text = OutputSpan(buffer: buffer, initializedCount: 0)
            write(to: &text)
            return text.finalize(for: buffer)
        }
    }

    /// Adds the canonical form to UTF-8 text.
    package func append(to text: inout [UInt8]) {
        text.append(addingCapacity: 36) { write(to: &$0) }
    }

    /// Adds the canonical form, eight digits at a time: every request writes dozens of ids.
    func write(to text: inout OutputSpan<UInt8>) {
        precondition(text.freeCapacity >= 36, "there is room for an id")
        let (one, two) = (eightDigits(high >> 32), eightDigits(high))
        let (three, four) = (eightDigits(low >> 32), eightDigits(low))
        let hyphens: [4 of Int] = [8, 13, 18, 23]
        text.withUnsafeMutableBufferPointer { buffer, count in
            let id = UnsafeMutableRawBufferPointer(
                UnsafeMutableBufferPointer(rebasing: buffer[count..<count + 36]))
            id.storeBytes(of: one.bigEndian, as: UInt64.self)
            id.storeFour(two >> 32, at: 9)
            id.storeFour(two, at: 14)
            id.storeFour(three >> 32, at: 19)
            id.storeFour(three, at: 24)
            id.storeBytes(of: four.bigEndian, toByteOffset: 28, as: UInt64.self)
            for place in hyphens.indices { id[hyphens[place]] = UInt8(ascii: "-") }
            count += 36
        }
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Stores the lower four of eight digits.
    fileprivate func storeFour(_ digits: UInt64, at offset: Int) {
        storeBytes(
            of: UInt32(truncatingIfNeeded: digits).bigEndian, toByteOffset: offset,
            as: UInt32.self)
    }
}

/// The lowercase digits of the lower half of `number`, the first of them in the highest byte.
private func eightDigits(_ number: UInt64) -> UInt64 {
    // A digit to a byte.
    var value = number & 0xFFFF_FFFF
    value = (value | value << 16) & 0x0000_FFFF_0000_FFFF
    value = (value | value << 8) & 0x00FF_00FF_00FF_00FF
    value = (value | value << 4) & 0x0F0F_0F0F_0F0F_0F0F
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tens = (value &+ ones * 6) >> 4 & ones
    return value &+ ones * 0x30 &+ tens &* 0x27
}

/// The value of four lowercase digits, the first of them in the highest byte.
private func hexadecimal(_ digits: UInt32) -> UInt32? {
    let ones: UInt32 = 0x0101_0101
    // Letters have bit 6; `a` ends in 1 and stands for 10.
    let letters = digits >> 6 & ones
    var value = (digits & (ones * 0x0F)) &+ letters &* 9
    let tens = (value &+ ones * 6) >> 4 & ones
    // What these values are written with must be what stands there.
    guard value & (ones * 0xF0) == 0, value &+ ones * 0x30 &+ tens &* 0x27 == digits else {
        return nil
    }
    value = (value | value >> 4) & 0x00FF_00FF
    return (value | value >> 8) & 0xFFFF
}
