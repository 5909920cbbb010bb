/// Makes one response after another of the bytes that a server sent; the client's side.
///
/// Interim responses (100, 103) are skipped; 101 ends HTTP on the connection, and what follows it
/// stays unread.
package struct HTTPResponseParser: Sendable {
    private enum State {
        case head(HTTPSectionScanner)
        case body(HTTPResponse, remaining: Int)
        case chunkedBody(HTTPResponse, HTTPChunkedDecoder)
        case untilClose(HTTPResponse)
    }

    private let limits: HTTPLimits
    private var state: State
    private var partial: [UInt8] = []

    /// A parser at the start of a connection; a client may want larger bodies than a server.
    package init(limits: HTTPLimits = HTTPLimits()) {
        self.limits = limits
        state = .head(.head(limits))
    }

    /// The next response in `input` from `position` on, which moves behind the bytes used.
    ///
    /// Nil when more bytes are needed. `answersHead`: the request was HEAD, so no body follows.
    package mutating func next(
        _ input: Span<UInt8>, at position: inout Int, answersHead: Bool = false
    ) throws(HTTPError) -> HTTPResponse? {
        while true {
            switch state {
            case .head(var scanner):
                let end = try scanner.scan(input, from: position)
                partial.append(input, position..<(end ?? input.count))
                position = end ?? input.count
                state = .head(scanner)
                guard end != nil else { return nil }
                if let response = try begin(answersHead: answersHead) { return response }
            case .body(let response, let remaining):
                let count = min(remaining, input.count - position)
                partial.append(input, position..<position + count)
                position += count
                if count == remaining { return finish(response) }
                state = .body(response, remaining: remaining - count)
                return nil
            case .chunkedBody(let response, var decoder):
                if try decoder.decode(input, at: &position, into: &partial) {
                    return finish(response)
                }
                state = .chunkedBody(response, decoder)
                return nil
            case .untilClose:
                guard partial.count + input.count - position <= limits.bodyBytes else {
                    throw .bodyTooLarge
                }
                partial.append(input, position..<input.count)
                position = input.count
                return nil
            }
        }
    }

    /// The response that the end of the connection completes, if one was waiting for it.
    package mutating func end() -> HTTPResponse? {
        guard case .untilClose(let response) = state else { return nil }
        return finish(response)
    }

    /// Reads the head in `partial`; returns the response when it has no body.
    private mutating func begin(answersHead: Bool) throws(HTTPError) -> HTTPResponse? {
        let response = try HTTPResponse(parsingHead: partial.span, limits: limits)
        partial = []
        switch response.status {
        case 101: return finish(response)
        case 100..<200:
            state = .head(.head(limits))
            return nil
        case 204, 304: return finish(response)
        case _ where answersHead: return finish(response)
        default: break
        }
        switch try HTTPBodyFraming.ofResponse(response.fields, limits: limits) {
        case .none: return finish(response)
        case .length(let length): state = .body(response, remaining: length)
        case .chunked: state = .chunkedBody(response, HTTPChunkedDecoder(limits: limits))
        case .untilClose: state = .untilClose(response)
        }
        return nil
    }

    private mutating func finish(_ response: HTTPResponse) -> HTTPResponse {
        var response = response
        response.body = partial
        partial = []
        state = .head(.head(limits))
        return response
    }
}

extension HTTPResponse {
    /// Reads a head whose end the scanner has found.
    fileprivate init(parsingHead bytes: Span<UInt8>, limits: HTTPLimits) throws(HTTPError) {
        let lineEnd = HTTPFields.endOfLine(bytes, from: 0) ?? 0
        guard lineEnd >= 12, bytes[8] == HTTPSyntax.space,
            let code = String(validating: bytes, 9..<12), let status = Int(code),
            (100...599).contains(status), lineEnd == 12 || bytes[12] == HTTPSyntax.space
        else { throw .malformedStatusLine }
        _ = try HTTPVersion.minor(bytes, 0..<8)
        self.init(
            status: status, fields: try HTTPFields.parse(bytes, from: lineEnd + 2, limits: limits))
    }
}
