import Testing
import Wire

@Suite struct HTTPResponseParserTests {
    /// One conversation of a client: what came, and what is made of it.
    struct Answer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let expected: [HTTPResponse]
        var answersHead = false
        var atEnd: HTTPResponse?
    }

    private static let answers: [Answer] = [
        Answer(
            testDescription: "a length", text: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
            expected: [
                HTTPResponse(status: 200, fields: ["Content-Length": "2"], body: [0x68, 0x69])
            ]),
        Answer(
            testDescription: "chunks, then no content, without a reason",
            text: "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
                + "HTTP/1.1 204\r\n\r\n",
            expected: [
                HTTPResponse(status: 200, fields: ["Transfer-Encoding": "chunked"], body: [0x78]),
                HTTPResponse(status: 204),
            ]),
        Answer(
            testDescription: "an interim response",
            text: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
            expected: [HTTPResponse(status: 201, fields: ["Content-Length": "0"])]),
        Answer(
            testDescription: "HEAD", text: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
            expected: [HTTPResponse(status: 200, fields: ["Content-Length": "5"])],
            answersHead: true),
        Answer(
            testDescription: "until the connection ends", text: "HTTP/1.0 200 OK\r\n\r\nabc",
            expected: [], atEnd: HTTPResponse(status: 200, body: [0x61, 0x62, 0x63])),
        Answer(
            testDescription: "a body cut off",
            text: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi", expected: []),
    ]

    @Test(arguments: answers)
    func `makes responses however the bytes are cut`(_ answer: Answer) throws {
        for pieces in Rechunking.all(Array(answer.text.utf8)) {
            var parser = HTTPResponseParser()
            var responses: [HTTPResponse] = []
            for piece in pieces {
                let bytes = Array(piece)
                var position = 0
                while let response = try parser.next(
                    bytes.span, at: &position, answersHead: answer.answersHead)
                {
                    responses.append(response)
                }
            }
            #expect(responses == answer.expected)
            #expect(parser.end() == answer.atEnd)
        }
    }

    @Test func `leaves what follows a switch of protocols`() throws {
        let head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
        let bytes = Array(head.utf8) + [0x81, 0x00]
        var parser = HTTPResponseParser()
        var position = 0
        #expect(try parser.next(bytes.span, at: &position)?.status == 101)
        #expect(position == bytes.count - 2)
    }

    @Test(arguments: [
        "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 999 X\r\n\r\n",
        "ICY 200 OK\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
        "HTTP/1.1 200 OK\nA: b\n\n", "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    ])
    func `refuses what is no response`(_ text: String) {
        let bytes = Array(text.utf8)
        var parser = HTTPResponseParser()
        var position = 0
        #expect(throws: HTTPError.self) { try parser.next(bytes.span, at: &position) }
    }
}
