/// How the end of a body is found (RFC 9112 section 6.3).
enum HTTPBodyFraming: Equatable {
    case none
    case length(Int)
    case chunked
    /// A response without either: it ends with the connection.
    case untilClose

    /// The framing of a request; whatever two readers could read in two ways is an error.
    static func ofRequest(
        _ fields: HTTPFields, minorVersion: Int, limits: HTTPLimits
    ) throws(HTTPError) -> Self {
        let lengths = fields.values(of: "Content-Length")
        let codings = fields.elements(of: "Transfer-Encoding")
        if !codings.isEmpty {
            guard lengths.isEmpty else { throw .conflictingLengths }
            guard minorVersion >= 1 else { throw .invalidTransferCoding }
            try checkChunked(codings)
            return .chunked
        }
        guard let first = lengths.first else { return .none }
        guard lengths.count == 1, !first.utf8.contains(UInt8(ascii: ",")) else {
            throw .duplicateLength
        }
        let length = try number(first)
        guard length <= limits.bodyBytes else { throw .bodyTooLarge }
        return length == 0 ? .none : .length(length)
    }

    /// The framing of a response that may have a body.
    static func ofResponse(
        _ fields: HTTPFields, limits: HTTPLimits
    ) throws(HTTPError) -> Self {
        switch try ofRequest(fields, minorVersion: 1, limits: limits) {
        case .none where fields["Content-Length"] == nil: .untilClose
        case let framing: framing
        }
    }

    private static func checkChunked(_ codings: [Substring]) throws(HTTPError) {
        func isChunked(_ coding: Substring) -> Bool { HTTPFields.same(String(coding), "chunked") }
        guard let last = codings.last, isChunked(last),
            codings.dropLast().allSatisfy({ coding in
                known.contains { HTTPFields.same(String(coding), $0) }
            })
        else { throw .invalidTransferCoding }
        guard codings.count == 1 else { throw .unsupportedTransferCoding }
    }

    /// Codings that others may send, and the hub does not undo.
    private static let known = ["gzip", "x-gzip", "deflate", "compress", "x-compress"]

    /// Digits alone: no sign, no space, no list.
    private static func number(_ text: String) throws(HTTPError) -> Int {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .invalidLength
        }
        guard text.utf8.count <= 18, let value = Int(text) else { throw .bodyTooLarge }
        return value
    }
}
