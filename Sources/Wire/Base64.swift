/// Base64 with padding (RFC 4648 section 4), as the handshake uses it.
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The text of `bytes`.
    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
            for digit in 0..<4 {
                let isPadding = digit > group.count
                text.append(
                    isPadding
                        ? UInt8(ascii: "=") : alphabet[Int(bits >> (18 - 6 * UInt32(digit)) & 63)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The number of bytes that `text` stands for; nil when it is not base64.
    static func decodedCount(_ text: String) -> Int? {
        let utf8 = text.utf8
        let bytes = utf8.span
        guard bytes.count.isMultiple(of: 4) else { return nil }
        var digits = bytes.count
        while digits > 0, bytes.count - digits < 2, bytes[digits - 1] == UInt8(ascii: "=") {
            digits -= 1
        }
        for index in 0..<digits where !isDigit(bytes[index]) { return nil }
        return bytes.count / 4 * 3 - (bytes.count - digits)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        HTTPSyntax.isAlphanumeric(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
    }
}
