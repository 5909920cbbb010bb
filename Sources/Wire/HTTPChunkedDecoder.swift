/// Takes a chunked body apart (RFC 9112 section 7.1); trailers are checked and dropped.
struct HTTPChunkedDecoder: Sendable {
    private let limits: HTTPLimits
    private var state = State.size(digits: 0, value: 0)
    private var extensionBytes = 0
    private var trailers: [UInt8] = []
    private var scanner: HTTPSectionScanner

    private enum State {
        /// Within the hexadecimal size.
        case size(digits: Int, value: Int)
        /// Within a chunk extension, which is ignored.
        case chunkExtension(value: Int)
        /// The size's line feed is awaited.
        case sizeLineFeed(value: Int)
        /// Bytes of a chunk are awaited.
        case data(remaining: Int)
        /// The line end after a chunk is awaited.
        case dataCarriageReturn, dataLineFeed
        /// The trailer section is awaited.
        case trailers
    }

    /// Extensions of one body, in bytes: nobody uses them but to waste time.
    private static let extensionLimit = 4 * 1024

    init(limits: HTTPLimits) {
        self.limits = limits
        scanner = .trailers(limits)
    }

    /// Decodes from `position` on, appends to `body`; true when the body is complete.
    mutating func decode(
        _ input: Span<UInt8>, at position: inout Int, into body: inout [UInt8]
    ) throws(HTTPError) -> Bool {
        while position < input.count {
            switch state {
            case .data(let remaining):
                let count = min(remaining, input.count - position)
                body.append(input, position..<position + count)
                position += count
                state =
                    count == remaining ? .dataCarriageReturn : .data(remaining: remaining - count)
            case .trailers:
                return try takeTrailers(input, at: &position)
            default:
                try step(input[position], bodyCount: body.count)
                position += 1
            }
        }
        return false
    }

    /// Takes one byte of the framing.
    private mutating func step(_ byte: UInt8, bodyCount: Int) throws(HTTPError) {
        switch (state, byte) {
        case (.size(1..., let value), HTTPSyntax.carriageReturn):
            state = .sizeLineFeed(value: value)
        case (.size(1..., let value), UInt8(ascii: ";")):
            state = .chunkExtension(value: value)
        case (.size(let digits, let value), _):
            guard digits < 8, let digit = HTTPSyntax.hexValue(byte) else { throw .invalidChunk }
            state = .size(digits: digits + 1, value: value << 4 | digit)
        case (.chunkExtension(let value), HTTPSyntax.carriageReturn):
            state = .sizeLineFeed(value: value)
        case (.chunkExtension, _):
            extensionBytes += 1
            guard HTTPSyntax.isFieldValue(byte), extensionBytes <= Self.extensionLimit else {
                throw .invalidChunk
            }
        case (.sizeLineFeed(let value), HTTPSyntax.lineFeed):
            guard value <= limits.bodyBytes - bodyCount else { throw .bodyTooLarge }
            state = value == 0 ? .trailers : .data(remaining: value)
        case (.dataCarriageReturn, HTTPSyntax.carriageReturn):
            state = .dataLineFeed
        case (.dataLineFeed, HTTPSyntax.lineFeed):
            state = .size(digits: 0, value: 0)
        case (.sizeLineFeed, _), (.dataCarriageReturn, _), (.dataLineFeed, _), (.data, _),
            (.trailers, _):
            throw .invalidChunk
        }
    }

    private mutating func takeTrailers(
        _ input: Span<UInt8>, at position: inout Int
    ) throws(HTTPError) -> Bool {
        let end = try scanner.scan(input, from: position)
        trailers.append(input, position..<(end ?? input.count))
        position = end ?? input.count
        guard end != nil else { return false }
        _ = try HTTPFields.parse(trailers.span, from: 0, limits: limits)
        return true
    }
}
