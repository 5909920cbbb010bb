/// What a proxy says of the one who came to it.
package struct ForwardedHop: Sendable, Equatable {
    /// The address; nil when it is hidden, unknown or malformed.
    package let client: IPAddress?
    /// Whether that one came by TLS; nil when nothing is said of it.
    package let isSecure: Bool?

    /// The hops of `X-Forwarded-For` and `X-Forwarded-Proto`, the nearest last.
    ///
    /// There is one scheme for all: the one that the nearest proxy wrote, or left as it was.
    package static func deFacto(_ fields: HTTPFields) -> [ForwardedHop] {
        let isSecure = list("X-Forwarded-Proto", fields).last.flatMap(Self.isSecure)
        return list("X-Forwarded-For", fields).map {
            ForwardedHop(client: IPAddress(node: $0), isSecure: isSecure)
        }
    }

    /// The hops of `Forwarded` (RFC 7239), the nearest last.
    ///
    /// Throws where quotes are not closed, or stand where none may: what a client left open would
    /// swallow what the proxy wrote behind it.
    package static func standard(
        _ fields: HTTPFields
    ) throws(ForwardedHopError) -> [ForwardedHop] {
        var hops: [ForwardedHop] = []
        for value in fields.values(of: "Forwarded") {
            for element in try pieces(of: value[...], separatedBy: ",") {
                hops.append(hop(try pieces(of: element, separatedBy: ";").map(pair)))
            }
        }
        return hops
    }

    private static func hop(_ pairs: [(name: String, value: String)]) -> ForwardedHop {
        func value(_ name: String) -> String? { pairs.first { $0.name == name }?.value }
        return ForwardedHop(
            client: value("for").flatMap { IPAddress(node: $0) },
            isSecure: value("proto").flatMap(isSecure))
    }

    private static func isSecure(_ scheme: String) -> Bool? {
        switch scheme.lowercased() {
        case "https", "wss": true
        case "http", "ws": false
        default: nil
        }
    }

    private static func list(_ name: String, _ fields: HTTPFields) -> [String] {
        fields.elements(of: name).map(String.init)
    }

    /// Where a reader of a value with quotes is.
    private enum Place {
        case outside, quoted, escaped
        /// Behind a quoted string, which a value ends with.
        case closed
    }

    /// Splits where no quotes are open.
    private static func pieces(
        of text: Substring, separatedBy separator: Unicode.Scalar
    ) throws(ForwardedHopError) -> [Substring] {
        var pieces: [Substring] = []
        var start = text.startIndex
        var place = Place.outside
        var last: UInt8?
        for index in text.utf8.indices {
            let byte = text.utf8[index]
            if place == .outside || place == .closed, byte == UInt8(ascii: separator) {
                pieces.append(text[start..<index])
                start = text.utf8.index(after: index)
            }
            place = try next(byte, after: last, at: place)
            last = byte
        }
        guard place == .outside || place == .closed else { throw ForwardedHopError() }
        return pieces + [text[start...]]
    }

    private static func next(
        _ byte: UInt8, after last: UInt8?, at place: Place
    ) throws(ForwardedHopError) -> Place {
        switch (place, byte) {
        case (.escaped, _): return .quoted
        case (.quoted, UInt8(ascii: "\\")): return .escaped
        case (.quoted, UInt8(ascii: "\"")): return .closed
        case (.quoted, _): return .quoted
        case (_, UInt8(ascii: ",")), (_, UInt8(ascii: ";")): return .outside
        case (.closed, _) where HTTPSyntax.isBlank(byte): return .closed
        case (.outside, UInt8(ascii: "\"")) where last == UInt8(ascii: "="): return .quoted
        case (.closed, _), (.outside, UInt8(ascii: "\"")): throw ForwardedHopError()
        case (.outside, _): return .outside
        }
    }

    private static func pair(_ text: Substring) -> (name: String, value: String) {
        let parts = HTTPFields.parts(of: text, separatedBy: "=", maxSplits: 1)
        guard parts.count == 2 else { return ("", "") }
        return (parts[0].lowercased(), unquoted(parts[1]))
    }

    /// The content of a quoted string; an address needs no escapes, so one that has them is none.
    private static func unquoted(_ value: Substring) -> String {
        let (bytes, quote) = (value.utf8, UInt8(ascii: "\""))
        guard bytes.count >= 2, bytes.first == quote, bytes.last == quote else {
            return String(value)
        }
        return String(Substring(bytes.dropFirst().dropLast()))
    }
}

/// A `Forwarded` field cannot be read, so that nobody knows what the nearest proxy wrote.
package struct ForwardedHopError: Error, Equatable {}
