import Text

/// Percent-encoding and -decoding (RFC 3986 section 2.1).
package enum PercentEncoding {
    /// Why something cannot be decoded; of several reasons the first of these.
    enum Failure: Error {
        /// A broken escape, or bytes that are no UTF-8.
        case notText
        /// An escaped U+0000, which nothing takes.
        case holdsNUL
        /// More combining marks in a row than are taken.
        case combiningMarks
    }

    /// A path, decoded, in which an escaped slash stays escaped: it parts no segments (RFC 3986
    /// section 2.2).
    ///
    /// Fails on a broken escape, on NUL, on what is not UTF-8, and on long rows of combining marks.
    static func decode(
        path bytes: Span<UInt8>, _ range: Range<Int>
    ) throws(HTTPError) -> String {
        do throws(Failure) {
            return try text(bytes, range, .path)
        } catch {
            throw error == .combiningMarks ? .combiningMarks : .invalidTarget
        }
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
        try? decode(query: text)
    }

    /// A part of a query string, decoded, with `+` for a space.
    static func decode(query part: some StringProtocol) throws(Failure) -> String {
        let bytes = Array(part.utf8)
        return try text(bytes.span, bytes.indices, .query)
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

    /// Where a text stands in a target.
    private enum Part { case path, query }

    private static func text(
        _ bytes: Span<UInt8>, _ range: Range<Int>, _ part: Part
    ) throws(Failure) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            switch bytes[index] {
            case UInt8(ascii: "%"):
                guard index + 2 < range.upperBound,
                    let high = HTTPSyntax.hexValue(bytes[index + 1]),
                    let low = HTTPSyntax.hexValue(bytes[index + 2])
                else { throw .notText }
                let byte = UInt8(high << 4 | low)
                if part == .path, byte == UInt8(ascii: "/") {
                    decoded.append(contentsOf: "%2F".utf8)
                } else {
                    decoded.append(byte)
                }
                index += 3
            case UInt8(ascii: "+") where part == .query:
                decoded.append(HTTPSyntax.space)
                index += 1
            case let byte:
                decoded.append(byte)
                index += 1
            }
        }
        guard let text = String(validating: decoded.span, decoded.indices) else { throw .notText }
        guard !decoded.contains(0) else { throw .holdsNUL }
        guard !text.hasExcessMarks else { throw .combiningMarks }
        return text
    }
}
