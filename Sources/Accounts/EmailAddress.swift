/// An e-mail address in the form in which accounts are compared: lowercase ASCII.
///
/// The syntax is the useful part of RFC 5321: no quoted local parts, no address literals, no
/// internationalised addresses. Whether anybody reads it is not known.
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address, in lowercase.
    package let description: String

    /// Reads an address; nil when it breaks the syntax or the lengths of RFC 5321 4.5.3.1.
    package init?(_ text: some StringProtocol) {
        let bytes = text.utf8.map(Self.lowercased)
        guard bytes.count <= Self.lengthLimit,
            let at = bytes.firstIndex(of: UInt8(ascii: "@")),
            Self.isLocalPart(bytes[..<at]), Self.isDomain(bytes[(at + 1)...])
        else { return nil }
        description = String(decoding: bytes, as: UTF8.self)
    }

    /// The longest address, in bytes (RFC 5321: a path of 256 with its angle brackets).
    package static let lengthLimit = 254

    private static func isLocalPart(_ part: ArraySlice<UInt8>) -> Bool {
        part.count <= 64
            && part.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
                .allSatisfy { atom in !atom.isEmpty && atom.allSatisfy(isAtomText) }
    }

    private static func isDomain(_ part: ArraySlice<UInt8>) -> Bool {
        let labels = part.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy(isLabel)
    }

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
            && label.last != UInt8(ascii: "-")
            && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    /// RFC 5322 3.2.3 `atext`.
    private static func isAtomText(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
