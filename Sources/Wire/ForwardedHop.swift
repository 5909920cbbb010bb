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
    package static func standard(_ fields: HTTPFields) -> [ForwardedHop] {
        fields.values(of: "Forwarded").flatMap { value in
            pieces(of: value[...], separatedBy: ",").map { element in
                let pairs = pieces(of: element, separatedBy: ";").map(Self.pair)
                func value(_ name: String) -> String? { pairs.first { $0.name == name }?.value }
                return ForwardedHop(
                    client: value("for").flatMap { IPAddress(node: $0) },
                    isSecure: value("proto").flatMap(Self.isSecure))
            }
        }
    }

    private static func isSecure(_ scheme: String) -> Bool? {
        switch scheme.lowercased() {
        case "https", "wss": true
        case "http", "ws": false
        default: nil
        }
    }

    private static func list(_ name: String, _ fields: HTTPFields) -> [String] {
        fields.values(of: name).flatMap { value in
            value.split(separator: ",", omittingEmptySubsequences: false)
                .map { String($0.trimmingBlanks) }
        }
    }

    /// Splits where no quotes are open; a quote that stays open takes the rest with it.
    private static func pieces(
        of text: Substring, separatedBy separator: Character
    ) -> [Substring] {
        var pieces: [Substring] = []
        var start = text.startIndex
        var isQuoted = false
        var isEscaped = false
        for index in text.indices {
            let character = text[index]
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = isQuoted
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == separator, !isQuoted {
                pieces.append(text[start..<index])
                start = text.index(after: index)
            }
        }
        return pieces + [text[start...]]
    }

    private static func pair(_ text: Substring) -> (name: String, value: String) {
        let parts = text.trimmingBlanks.split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return ("", "") }
        return (parts[0].lowercased(), unquoted(parts[1]))
    }

    /// The content of a quoted string; an address needs no escapes, so one that has them is none.
    private static func unquoted(_ value: Substring) -> String {
        guard value.utf8.count >= 2, value.first == "\"", value.last == "\"" else {
            return String(value)
        }
        return String(value.dropFirst().dropLast())
    }
}
