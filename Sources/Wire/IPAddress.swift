import Glibc

/// An IPv4 or IPv6 address, which is equal to the same one in another notation.
package struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// 4 or 16 bytes, the first one first.
    let bytes: [UInt8]

    /// The address with these 4 or 16 bytes; nil for another number of them.
    ///
    /// An IPv4 address within IPv6 (`::ffff:192.0.2.1`) is the IPv4 address.
    package init?(bytes: [UInt8]) {
        let isMapped =
            bytes.count == 16 && bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF
            && bytes[11] == 0xFF
        switch bytes.count {
        case 16 where isMapped: self.bytes = Array(bytes[12...])
        case 4, 16: self.bytes = bytes
        default: return nil
        }
    }

    /// Reads an address without brackets, port or zone.
    package init?(_ text: String) {
        let family = text.utf8.contains(UInt8(ascii: ":")) ? AF_INET6 : AF_INET
        var bytes = [UInt8](repeating: 0, count: family == AF_INET ? 4 : 16)
        guard !text.utf8.contains(0), unsafe inet_pton(family, text, &bytes) == 1 else {
            return nil
        }
        self.init(bytes: bytes)
    }

    /// Reads an address as it stands in fields: an IPv6 address in brackets or bare, and either
    /// with or without a port.
    package init?(node: String) {
        guard node.hasPrefix("[") else {
            let parts = node.split(separator: ":", omittingEmptySubsequences: false)
            if parts.count == 2, !Self.isPort(parts[1]) { return nil }
            self.init(parts.count == 2 ? String(parts[0]) : node)
            return
        }
        let parts = node.dropFirst().split(
            separator: "]", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].contains(":"),
            parts[1].isEmpty || parts[1].first == ":" && Self.isPort(parts[1].dropFirst())
        else { return nil }
        self.init(String(parts[0]))
    }

    /// The usual notation (RFC 5952 for IPv6).
    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard unsafe inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else {
            preconditionFailure("46 bytes hold every address")
        }
        return String(
            decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func isPort(_ text: Substring) -> Bool { UInt16(text) != nil }
}

/// The addresses that begin with the same bits, as in `10.0.0.0/8`.
package struct AddressBlock: Sendable, Hashable {
    private let first: IPAddress
    private let prefix: Int

    /// Reads an address, which is a block of one, or an address and the length of its prefix.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = IPAddress(String(parts[0])) else { return nil }
        let longest = first.bytes.count * 8
        guard parts.count == 1 || (0...longest).contains(Int(parts[1]) ?? -1) else { return nil }
        self.first = first
        prefix = parts.count == 1 ? longest : Int(parts[1]) ?? longest
    }

    /// Whether `address` is one of them.
    package func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == first.bytes.count else { return false }
        let whole = prefix / 8
        guard address.bytes[..<whole] == first.bytes[..<whole] else { return false }
        let rest = prefix % 8
        return rest == 0 || (address.bytes[whole] ^ first.bytes[whole]) >> (8 - rest) == 0
    }
}
