/// What a proxy says before the first byte of a connection (HAProxy's PROXY protocol, 1 and 2).
package struct ProxyHeader: Sendable, Equatable {
    /// The client's address; nil when the proxy speaks for itself, or does not know it.
    package let client: IPAddress?
    /// Whether the client came to the proxy by TLS; only version 2 says so.
    package let isSecure: Bool

    /// A header with these parts.
    package init(client: IPAddress?, isSecure: Bool) {
        self.client = client
        self.isSecure = isSecure
    }
}

/// The bytes are no header of the PROXY protocol; the connection is of no use.
package struct ProxyHeaderError: Error, Equatable {}

/// Takes the header off the front of a connection, in pieces of any size.
package struct ProxyHeaderDecoder: Sendable {
    private var bytes: [UInt8] = []

    /// Bytes of the largest header: real ones have 28 to 200, and some more with certificates.
    private static let limit = 2_048
    /// Bytes of the longest header of version 1, as its specification says.
    private static let lineLimit = 107

    /// A decoder at the start of a connection.
    package init() {}

    /// The header, once it is whole; `position` moves behind the bytes that were used.
    package mutating func next(
        _ input: Span<UInt8>, at position: inout Int
    ) throws(ProxyHeaderError) -> ProxyHeader? {
        while position < input.count {
            bytes.append(input[position])
            position += 1
            if bytes.count <= Self.start.count {
                guard isPossible else { throw ProxyHeaderError() }
            } else if let header = try complete() {
                return header
            }
        }
        return nil
    }

    private static let start = Array("\r\n\r\n\0\r\nQUIT\n".utf8)
    private static let lineStart = Array("PROXY ".utf8)

    /// Whether what there is may still become a header of either version.
    private var isPossible: Bool {
        Self.start.starts(with: bytes) || bytes.starts(with: Self.lineStart.prefix(bytes.count))
    }

    private func complete() throws(ProxyHeaderError) -> ProxyHeader? {
        bytes[0] == Self.start[0] ? try binary() : try line()
    }

    /// Version 1: `PROXY TCP4 192.0.2.1 192.0.2.2 56324 443` and CR LF.
    private func line() throws(ProxyHeaderError) -> ProxyHeader? {
        guard bytes.last == UInt8(ascii: "\n") else {
            guard bytes.count < Self.lineLimit else { throw ProxyHeaderError() }
            return nil
        }
        guard bytes[bytes.count - 2] == UInt8(ascii: "\r"),
            let text = String(validating: bytes.span, 0..<bytes.count - 2)
        else { throw ProxyHeaderError() }
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        if words.count >= 2, words[1] == "UNKNOWN" {
            return ProxyHeader(client: nil, isSecure: false)
        }
        guard words.count == 6, words[1] == "TCP4" || words[1] == "TCP6",
            words[4...5].allSatisfy({ UInt16($0) != nil }), IPAddress(String(words[3])) != nil,
            words[2].contains(":") == (words[1] == "TCP6"),
            let client = IPAddress(String(words[2]))
        else { throw ProxyHeaderError() }
        return ProxyHeader(client: client, isSecure: false)
    }

    /// Version 2: the signature, version and command, family, length, addresses, and more.
    ///
    ///     12        13        14      16                            16 + length
    ///     | ver cmd | fam prot | length | addresses | type length value …
    private func binary() throws(ProxyHeaderError) -> ProxyHeader? {
        guard bytes.count >= 16 else { return nil }
        let end = 16 + Int(bytes[14]) << 8 + Int(bytes[15])
        guard bytes[12] >> 4 == 2, bytes[12] & 0x0F <= 1, end <= Self.limit else {
            throw ProxyHeaderError()
        }
        guard bytes.count == end else { return nil }
        if bytes[12] & 0x0F == 0 { return ProxyHeader(client: nil, isSecure: false) }
        guard let size = Self.addressSizes[bytes[13]] else {
            return ProxyHeader(client: nil, isSecure: false)
        }
        let more = 16 + size * 2 + 4
        guard more <= end else { throw ProxyHeaderError() }
        return ProxyHeader(
            client: IPAddress(bytes: Array(bytes[16..<16 + size])),
            isSecure: try isSecure(from: more))
    }

    /// The bytes of an address of TCP over IPv4 and IPv6; others are not ours to know.
    private static let addressSizes: [UInt8: Int] = [0x11: 4, 0x21: 16]

    /// Whether PP2_TYPE_SSL (0x20) has the bit PP2_CLIENT_SSL.
    private func isSecure(from start: Int) throws(ProxyHeaderError) -> Bool {
        var index = start
        while index < bytes.count {
            guard index + 3 <= bytes.count else { throw ProxyHeaderError() }
            let end = index + 3 + Int(bytes[index + 1]) << 8 + Int(bytes[index + 2])
            guard end <= bytes.count else { throw ProxyHeaderError() }
            if bytes[index] == 0x20, end > index + 3 { return bytes[index + 3] & 1 == 1 }
            index = end
        }
        return false
    }
}
