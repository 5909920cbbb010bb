/// Makes requests of the bytes of a connection, which may come in pieces of any size.
///
/// Strict on whatever two parsers could read in two ways (RFC 9112 section 11): after an error
/// the connection is to be answered and closed, and the parser repeats the error. Between
/// requests it owns no buffer.
package struct HTTPRequestParser: Sendable {
    /// What the parser found.
    package enum Event: Sendable, Equatable {
        /// The client waits for `100 Continue` before it sends its body.
        case expectsContinue
        /// A whole request; `isKeptAlive` says whether another may follow it.
        case request(HTTPRequest, isKeptAlive: Bool)
    }

    /// What the bytes so far leave awaited; deadlines depend on it.
    package enum Phase: Sendable, Equatable {
        /// No byte of a next request has come.
        case idle
        /// A head has begun.
        case head
        /// A head is complete, its body is not.
        case body
    }

    private enum State {
        case head(HTTPSectionScanner, blankLines: BlankLines)
        case body(HTTPRequestHead, remaining: Int)
        case chunkedBody(HTTPRequestHead, HTTPChunkedDecoder)
        case failed(HTTPError)
    }

    private let limits: HTTPLimits
    private var state: State
    /// The bytes of an incomplete head, or of an incomplete body.
    private var partial: [UInt8] = []

    /// A parser at the start of a connection.
    package init(limits: HTTPLimits = HTTPLimits()) {
        self.limits = limits
        state = .head(.head(limits), blankLines: BlankLines())
    }

    /// What is awaited.
    package var phase: Phase {
        switch state {
        case .head(_, let blankLines):
            partial.isEmpty && !blankLines.hasBegun ? .idle : .head
        case .body, .chunkedBody: .body
        case .failed: .idle
        }
    }

    /// The next event in `input` from `position` on, which moves behind the bytes that were used.
    ///
    /// Nil when all of them were used and more are needed. What follows a request stays unread, so
    /// a caller may stop there: at its bound for pipelining, or when the protocol is switched.
    package mutating func next(
        _ input: Span<UInt8>, at position: inout Int
    ) throws(HTTPError) -> Event? {
        do throws(HTTPError) {
            return try advance(input, at: &position)
        } catch {
            state = .failed(error)
            partial = []
            throw error
        }
    }

    private mutating func advance(
        _ input: Span<UInt8>, at position: inout Int
    ) throws(HTTPError) -> Event? {
        switch state {
        case .head(let scanner, let blankLines):
            return try readHead(input, at: &position, scanner, blankLines)
        case .body(let head, let remaining):
            return readBody(input, at: &position, head, remaining)
        case .chunkedBody(let head, var decoder):
            let isComplete = try decoder.decode(input, at: &position, into: &partial)
            if isComplete { return finish(head) }
            state = .chunkedBody(head, decoder)
            return nil
        case .failed(let error):
            throw error
        }
    }

    private mutating func readHead(
        _ input: Span<UInt8>, at position: inout Int, _ scanner: HTTPSectionScanner,
        _ blankLines: BlankLines
    ) throws(HTTPError) -> Event? {
        var (scanner, blankLines) = (scanner, blankLines)
        if partial.isEmpty { try blankLines.skip(input, at: &position) }
        let end = try scanner.scan(input, from: position)
        guard let end else {
            partial.append(input, position..<input.count)
            position = input.count
            state = .head(scanner, blankLines: blankLines)
            return nil
        }
        let head = try parseHead(input, position..<end)
        position = end
        return try begin(head, input, at: &position)
    }

    /// Parses in place when the head came in one piece, as it nearly always does.
    private mutating func parseHead(
        _ input: Span<UInt8>, _ range: Range<Int>
    ) throws(HTTPError) -> HTTPRequestHead {
        if partial.isEmpty {
            return try HTTPRequestHead(parsing: input.extracting(range), limits: limits)
        }
        partial.append(input, range)
        let head = try HTTPRequestHead(parsing: partial.span, limits: limits)
        partial = []
        return head
    }

    private mutating func begin(
        _ head: HTTPRequestHead, _ input: Span<UInt8>, at position: inout Int
    ) throws(HTTPError) -> Event? {
        let framing = try HTTPBodyFraming.ofRequest(
            head.fields, minorVersion: head.minorVersion, limits: limits)
        let expectsContinue = try head.expectsContinue()
        switch framing {
        case .none, .untilClose: return finish(head)
        case .length(let length): state = .body(head, remaining: length)
        case .chunked: state = .chunkedBody(head, HTTPChunkedDecoder(limits: limits))
        }
        return expectsContinue ? .expectsContinue : try advance(input, at: &position)
    }

    private mutating func readBody(
        _ input: Span<UInt8>, at position: inout Int, _ head: HTTPRequestHead, _ remaining: Int
    ) -> Event? {
        let count = min(remaining, input.count - position)
        partial.append(input, position..<position + count)
        position += count
        if count == remaining { return finish(head) }
        state = .body(head, remaining: remaining - count)
        return nil
    }

    private mutating func finish(_ head: HTTPRequestHead) -> Event {
        let request = HTTPRequest(
            method: head.method, path: head.path, query: head.query, fields: head.fields,
            body: partial)
        partial = []
        state = .head(.head(limits), blankLines: BlankLines())
        return .request(request, isKeptAlive: head.isKeptAlive)
    }
}
