/// A strong entity tag (RFC 9110, section 8.8.3): equal tags mean equal bytes.
struct EntityTag: Sendable, Equatable {
    /// The tag with its quotes.
    let text: String

    /// The tag of `bytes`: their length and their FNV-1a hash of 64 bits.
    ///
    /// Nobody can plant content here (the files are part of the program), so a hash that is not
    /// made against attackers is enough to tell one build's file from another's.
    init(of bytes: [UInt8]) {
        let hash = bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        text = "\"\(String(bytes.count, radix: 36))-\(String(hash, radix: 36))\""
    }

    /// Whether a client that sent this `If-None-Match` holds these bytes already.
    ///
    /// The comparison is the weak one, as section 13.1.2 wants it.
    func isNamed(inIfNoneMatch value: String) -> Bool {
        value.split(separator: ",").contains { part in
            var tag = part.drop { $0 == " " || $0 == "\t" }
            while tag.last == " " || tag.last == "\t" { tag.removeLast() }
            if tag == "*" { return true }
            return (tag.hasPrefix("W/") ? tag.dropFirst(2) : tag) == text
        }
    }
}
