/// The empty lines that some clients send before a request line (RFC 9112 section 2.2).
struct BlankLines: Sendable {
    private var count = 0
    private var awaitsLineFeed = false
    private var isOver = false

    /// More than this many are no mistake but noise.
    private static let limit = 2

    /// Whether any byte has come.
    var hasBegun: Bool { count > 0 || awaitsLineFeed || isOver }

    /// Moves `position` to the first byte of the request line.
    mutating func skip(_ input: Span<UInt8>, at position: inout Int) throws(HTTPError) {
        while !isOver, position < input.count {
            switch (input[position], awaitsLineFeed) {
            case (HTTPSyntax.carriageReturn, false) where count < Self.limit:
                awaitsLineFeed = true
            case (HTTPSyntax.lineFeed, true):
                awaitsLineFeed = false
                count += 1
            case (_, true), (HTTPSyntax.carriageReturn, false), (HTTPSyntax.lineFeed, false):
                throw .bareLineEnd
            case (_, false):
                isOver = true
                return
            }
            position += 1
        }
    }
}
