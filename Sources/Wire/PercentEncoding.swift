/// Percent-encoding and -decoding (RFC 3986 section 2.1).
package enum PercentEncoding {
    /// The decoded text; fails on a broken escape, on NUL, and on what is not UTF-8.
    static func decode(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPError) -> String {
        guard let text = text(bytes, range, spacesFromPlus: false) else { throw .invalidTarget }
        return text
    }

    /// The first value of `name` in a query string (`a=1&b=2`), decoded; `+` is a space.
    ///
    /// Nil when it is not there or is broken.
    package static func value(of name: String, in query: String) -> String? {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard decode(parts[0]) == name else { continue }
            return parts.count == 2 ? decode(parts[1]) : ""
        }
        return nil
    }

    /// A part of a query string, decoded, with `+` for a space.
    ///
    /// Nil when it is broken.
    package static func decode(_ text: some StringProtocol) -> String? {
        let bytes = Array(text.utf8)
        return self.text(bytes.span, bytes.indices, spacesFromPlus: true)
    }

    /// `path` with everything escaped that may not stand in a path (RFC 3986 section 3.3).
    package static func encode(path: String) -> String {
        escape(path, keeping: "-._~!$&'()*+,;=:@/")
    }

    /// `text` as the value of a query's parameter.
    package static func encode(queryValue text: String) -> String {
        escape(text, keeping: "-._~")
    }

    private static func escape(_ text: String, keeping marks: String) -> String {
        var escaped: [UInt8] = []
        for byte in text.utf8 {
            if HTTPSyntax.isAlphanumeric(byte) || marks.utf8.contains(byte) {
                escaped.append(byte)
            } else {
                escaped.append(UInt8(ascii: "%"))
                escaped.append(hexDigits[Int(byte >> 4)])
                escaped.append(hexDigits[Int(byte & 0x0F)])
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    private static func text(
        _ bytes: Span<UInt8>, _ range: Range<Int>, spacesFromPlus: Bool
    ) -> String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            switch bytes[index] {
            case UInt8(ascii: "%"):
                guard index + 2 < range.upperBound,
                    let high = HTTPSyntax.hexValue(bytes[index + 1]),
                    let low = HTTPSyntax.hexValue(bytes[index + 2]), high | low != 0
                else { return nil }
                decoded.append(UInt8(high << 4 | low))
                index += 3
            case UInt8(ascii: "+") where spacesFromPlus:
                decoded.append(HTTPSyntax.space)
                index += 1
            case let byte:
                decoded.append(byte)
                index += 1
            }
        }
        return String(validating: decoded.span, decoded.indices)
    }
}
