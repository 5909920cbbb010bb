/// One element of `Sec-WebSocket-Extensions`: a name with its parameters, in their order.
struct WebSocketExtension: Sendable, Equatable {
    /// A parameter, with its value where it has one.
    struct Parameter: Sendable, Equatable {
        let name: String
        var value: String?
    }

    let name: String
    var parameters: [Parameter] = []

    /// The elements of all lines of the field; what is malformed fails the handshake (RFC 6455
    /// section 9.1).
    static func parse(
        _ lines: [String]
    ) throws(WebSocketHandshakeError) -> [WebSocketExtension] {
        var scanner = Scanner(Array(lines.joined(separator: ",").utf8))
        var elements: [WebSocketExtension] = []
        while scanner.skipEmptyElements() {
            var element = WebSocketExtension(name: try scanner.token())
            while scanner.take(";") { element.parameters.append(try scanner.parameter()) }
            elements.append(element)
            guard scanner.isAtElementsEnd else { throw .invalidExtensions }
        }
        return elements
    }
}

/// Reads the field from left to right; white space may stand between all of its parts.
private struct Scanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Whether a comma or nothing follows.
    var isAtElementsEnd: Bool { next == nil || next == UInt8(ascii: ",") }

    private mutating func skipSpace() {
        while let byte = next, HTTPSyntax.isBlank(byte) { position += 1 }
    }

    /// Takes `mark` if it is next.
    mutating func take(_ mark: Unicode.Scalar) -> Bool {
        skipSpace()
        guard next == UInt8(ascii: mark) else { return false }
        position += 1
        skipSpace()
        return true
    }

    /// Goes to the next element; lists may have empty ones (RFC 9110 section 5.6.1.2).
    mutating func skipEmptyElements() -> Bool {
        skipSpace()
        while take(",") {}
        return next != nil
    }

    mutating func token() throws(WebSocketHandshakeError) -> String {
        let start = position
        while let byte = next, HTTPSyntax.isToken(byte) { position += 1 }
        guard position > start else { throw .invalidExtensions }
        defer { skipSpace() }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    mutating func parameter() throws(WebSocketHandshakeError) -> WebSocketExtension.Parameter {
        var parameter = WebSocketExtension.Parameter(name: try token())
        if take("=") {
            parameter.value = next == UInt8(ascii: "\"") ? try quoted() : try token()
        }
        return parameter
    }

    /// A quoted string, which must hold a token (RFC 6455 section 9.1).
    private mutating func quoted() throws(WebSocketHandshakeError) -> String {
        var value: [UInt8] = []
        position += 1
        while let byte = next, byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\") { position += 1 }
            guard let byte = next, HTTPSyntax.isToken(byte) else { throw .invalidExtensions }
            value.append(byte)
            position += 1
        }
        guard next != nil, !value.isEmpty else { throw .invalidExtensions }
        position += 1
        skipSpace()
        return String(decoding: value, as: UTF8.self)
    }
}
