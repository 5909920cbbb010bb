/// Finds where a head or a trailer section ends, in chunks of any size.
///
/// Bare CR and LF fail here and at once: such bytes must never wait for an end that they hide.
struct HTTPSectionScanner: Sendable {
    /// The longest first line and the longest section, in bytes.
    private let limits: HTTPLimits
    private var state: State
    private var length = 0
    private var isInFirstLine: Bool

    private enum State {
        /// At the start of a line; CR LF here ends the section.
        case lineStart
        /// Within a line that has at least one byte.
        case line
        /// After the CR of a line, or of the empty line when `isEmpty`.
        case carriageReturn(isEmpty: Bool)
    }

    /// A scanner for a head: a first line, then fields.
    static func head(_ limits: HTTPLimits) -> Self {
        Self(limits: limits, state: .line, isInFirstLine: true)
    }

    /// A scanner for trailers: fields alone, and maybe none.
    static func trailers(_ limits: HTTPLimits) -> Self {
        Self(limits: limits, state: .lineStart, isInFirstLine: false)
    }

    private init(limits: HTTPLimits, state: State, isInFirstLine: Bool) {
        self.limits = limits
        self.state = state
        self.isInFirstLine = isInFirstLine
    }

    /// The index after the section's last byte; nil when `input` ends before it.
    mutating func scan(
        _ input: Span<UInt8>, from start: Int
    ) throws(HTTPError) -> Int? {
        var index = start
        while index < input.count {
            if case .line = state {
                // Nearly every byte is one within a line, where only its end matters.
                let end = min(input.count, index + room)
                let lineStart = index
                while index < end, input[index] != HTTPSyntax.carriageReturn,
                    input[index] != HTTPSyntax.lineFeed
                {
                    index += 1
                }
                length += index - lineStart
                guard index < input.count else { return nil }
            }
            try count()
            if try step(input[index]) { return index + 1 }
            index += 1
        }
        return nil
    }

    /// How many bytes more may come before a limit is met.
    private var room: Int {
        max(0, min(limits.headBytes, isInFirstLine ? limits.firstLineBytes : .max) - length)
    }

    private mutating func count() throws(HTTPError) {
        length += 1
        if isInFirstLine, length > limits.firstLineBytes { throw .targetTooLong }
        if length > limits.headBytes { throw .headTooLarge }
    }

    /// Takes one byte; true at the section's end.
    private mutating func step(_ byte: UInt8) throws(HTTPError) -> Bool {
        switch (state, byte) {
        case (.line, HTTPSyntax.carriageReturn):
            state = .carriageReturn(isEmpty: false)
        case (.lineStart, HTTPSyntax.carriageReturn):
            state = .carriageReturn(isEmpty: true)
        case (.carriageReturn(isEmpty: true), HTTPSyntax.lineFeed):
            return true
        case (.carriageReturn(isEmpty: false), HTTPSyntax.lineFeed):
            state = .lineStart
            isInFirstLine = false
        case (.carriageReturn, _), (_, HTTPSyntax.lineFeed):
            throw .bareLineEnd
        case (.line, _):
            break
        case (.lineStart, _):
            state = .line
        }
        return false
    }
}
