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
        var words: (UInt64, UInt64) = (0, 0)
        var digits = 0
        var position = 0
        for byte in text.utf8 {
            defer { position += 1 }
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let value: UInt64
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"):
                value = UInt64(byte - UInt8(ascii: "a")) + 10
            default: return nil
            }
            if digits < 16 {
                words.0 = words.0 << 4 | value
            } else {
                words.1 = words.1 << 4 | value
            }
            digits += 1
            guard digits <= 32 else { return nil }
        }
        guard position == 36 else { return nil }
        (high, low) = words
    }

    /// Reads a part of a text.
    package init?(_ text: some StringProtocol) {
        self.init(String(text))
    }

    /// The canonical lowercase form.
    package var description: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var position = 0
            for index in 0..<32 {
                if index == 8 || index == 12 || index == 16 || index == 20 {
                    buffer[position] = UInt8(ascii: "-")
                    position += 1
                }
                let word = index < 16 ? high : low
                let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - (index % 16) * 4)) & 0x0F
                buffer[position] =
                    digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "a")
                position += 1
            }
            return 36
        }
    }
}
