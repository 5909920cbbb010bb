import Wire

/// HTTP requests: one outcome however they are cut, within the limits, and the same when written
/// again.
///
/// Input: options, where to split (2 bytes), then what a client sends.
enum RequestFuzzing {
    private struct Outcome: Equatable {
        var events: [HTTPRequestParser.Event] = []
        var error: HTTPError?
        var phase = HTTPRequestParser.Phase.idle
    }

    static func check(_ input: inout FuzzInput) {
        let limits = HTTPLimits(fuzzing: input.byte())
        let place = input.word()
        let outcome = Cuts.sameOutcome(of: input.rest(), at: place) { decode($0, limits) }
        for case .request(let request, _) in outcome.events {
            checkBounds(request, limits)
            checkWriting(request)
        }
    }

    private static func decode(_ pieces: [[UInt8]], _ limits: HTTPLimits) -> Outcome {
        var parser = HTTPRequestParser(limits: limits)
        var outcome = Outcome()
        for piece in pieces {
            var position = 0
            do throws(HTTPError) {
                while let event = try parser.next(piece.span, at: &position) {
                    require(position <= piece.count, "reads no further than the piece")
                    outcome.events.append(event)
                }
            } catch {
                outcome.error = error
                return outcome
            }
            require(position == piece.count, "uses the whole piece")
        }
        outcome.phase = parser.phase
        return outcome
    }

    private static func checkBounds(_ request: HTTPRequest, _ limits: HTTPLimits) {
        require(request.body.count <= limits.bodyBytes, "the body keeps its limit")
        require(request.fields.lines.count <= limits.fieldCount, "so do the fields")
        require(request.query.utf8.count <= limits.targetBytes, "so does the target")
        require(
            request.path.hasPrefix("/") || request.path == "*" && request.method == .options,
            "a path begins with a slash")
        require(!request.path.utf8.contains(0), "and holds no NUL")
        let codings = request.fields.values(of: "Transfer-Encoding")
        require(
            codings.allSatisfy { $0.utf8.map { $0 | 0x20 } == Array("chunked".utf8) },
            "a body is never framed by a coding that only looks like chunked")
        let framings = codings.count + request.fields.values(of: "Content-Length").count
        require(framings <= 1, "a body has one framing")
    }

    /// What was understood, written as a client does, is understood alike.
    private static func checkWriting(_ request: HTTPRequest) {
        guard request.path != "*", request.fields["Host"] != nil else { return }
        var again = request
        for name in ["Transfer-Encoding", "Content-Length", "Expect"] { again.fields[name] = nil }
        var bytes: [UInt8] = []
        again.write(to: &bytes)
        // A path may grow by encoding, and with it the head.
        var limits = HTTPLimits()
        limits.targetBytes *= 4
        limits.headBytes *= 4
        let outcome = decode([bytes], limits)
        guard outcome.error == nil, case .request(var read, _)? = outcome.events.first else {
            fatalError("property broken: \(again) written is \(outcome)")
        }
        read.fields["Content-Length"] = nil
        require(read == again, "\(read) is read where \(again) was written")
    }
}

extension HTTPLimits {
    /// The defaults, or limits so small that short inputs meet them.
    init(fuzzing option: UInt8) {
        self.init()
        guard option & 1 == 1 else { return }
        headBytes = 96
        fieldCount = 4
        targetBytes = 24
        bodyBytes = 16
    }
}
