import Wire

/// HTTP responses, as a client reads them: one outcome however they are cut, within the limits.
///
/// Input: options, where to split (2 bytes), then what a server sends.
enum ResponseFuzzing {
    private struct Outcome: Equatable {
        var responses: [HTTPResponse] = []
        var error: HTTPError?
    }

    static func check(_ input: inout FuzzInput) {
        let options = input.byte()
        let limits = HTTPLimits(fuzzing: options)
        let place = input.word()
        let outcome = Cuts.sameOutcome(of: input.rest(), at: place) {
            decode($0, limits, answersHead: options & 2 != 0)
        }
        for response in outcome.responses {
            require(response.body.count <= limits.bodyBytes, "the body keeps its limit")
            require(response.fields.lines.count <= limits.fieldCount, "so do the fields")
            require((100..<1000).contains(response.status), "a status has three digits")
        }
    }

    private static func decode(
        _ pieces: [[UInt8]], _ limits: HTTPLimits, answersHead: Bool
    ) -> Outcome {
        var parser = HTTPResponseParser(limits: limits)
        var outcome = Outcome()
        for piece in pieces {
            var position = 0
            do throws(HTTPError) {
                while let response = try parser.next(
                    piece.span, at: &position, answersHead: answersHead)
                {
                    require(position <= piece.count, "reads no further than the piece")
                    outcome.responses.append(response)
                    // What follows is no HTTP any more.
                    if response.status == 101 { return outcome }
                }
            } catch {
                outcome.error = error
                return outcome
            }
        }
        if let last = parser.end() { outcome.responses.append(last) }
        return outcome
    }
}
