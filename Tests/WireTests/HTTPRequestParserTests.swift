import GoldenTables
import Testing
import Wire

@Suite struct HTTPRequestParserTests {
    /// What a parser said, in order.
    private enum Outcome: Equatable {
        case event(HTTPRequestParser.Event)
        case error(HTTPError)
    }

    @Test(arguments: RequestCase.all)
    func `the outcome is the expected one however the bytes are cut`(_ request: RequestCase) {
        for pieces in Rechunking.all(request.bytes) {
            var parser = HTTPRequestParser()
            let outcomes = Self.run(&parser, pieces)
            #expect(outcomes.count == request.expect.count, "in \(pieces.count) pieces")
            for (outcome, expected) in zip(outcomes, request.expect) {
                Self.check(outcome, expected)
            }
            #expect(parser.phase == request.expectedPhase)
        }
    }

    @Test func `an error is repeated, and nothing behind it is read`() {
        var parser = HTTPRequestParser()
        let bytes = Array("GET / HTTP/2.0\r\n\r\n".utf8)
        for _ in 0..<2 {
            var position = 0
            #expect(throws: HTTPError.unsupportedVersion) {
                try parser.next(bytes.span, at: &position)
            }
        }
    }

    @Test func `what follows a request stays unread`() throws {
        var parser = HTTPRequestParser()
        let bytes = Array("GET / HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\n".utf8)
        var position = 0
        _ = try parser.next(bytes.span, at: &position)
        #expect(position == 27)
        #expect(parser.phase == .idle)
    }

    @Test func `every status is one that may be answered`() {
        let statuses = [400, 413, 414, 417, 431, 501, 505]
        for error in HTTPError.allCases {
            #expect(statuses.contains(error.status))
            #expect(!error.message.isEmpty)
        }
    }

    private static func run(
        _ parser: inout HTTPRequestParser, _ pieces: [ArraySlice<UInt8>]
    ) -> [Outcome] {
        var outcomes: [Outcome] = []
        for piece in pieces {
            let bytes = Array(piece)
            var position = 0
            do throws(HTTPError) {
                while let event = try parser.next(bytes.span, at: &position) {
                    outcomes.append(.event(event))
                }
            } catch {
                return outcomes + [.error(error)]
            }
            #expect(position == bytes.count)
        }
        return outcomes
    }

    private static func check(_ outcome: Outcome, _ expected: RequestCase.Outcome) {
        switch outcome {
        case .error(let error):
            #expect(error.rawValue == expected.error)
            #expect(error.status == expected.status)
        case .event(.expectsContinue):
            #expect(expected.continue == true)
        case .event(.request(let request, let isKeptAlive)):
            check(request, expected)
            #expect(isKeptAlive == (expected.keepAlive ?? true))
        }
    }

    private static func check(_ request: HTTPRequest, _ expected: RequestCase.Outcome) {
        #expect(request.method.rawValue == expected.method)
        if let count = expected.pathCount {
            #expect(request.path.utf8.count == count)
        } else {
            #expect(request.path == expected.path)
        }
        #expect(request.query == expected.query ?? "")
        if let count = expected.bodyCount {
            #expect(request.body.count == count)
        } else {
            #expect(request.body == Array((expected.body ?? "").utf8))
        }
        if let fields = expected.fields {
            #expect(request.fields.lines.map { [$0.name, $0.value] } == fields)
        }
    }
}
