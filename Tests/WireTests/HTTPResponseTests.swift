import Testing
import Wire

@Suite struct HTTPResponseTests {
    private static let date = "Sun, 06 Nov 1994 08:49:37 GMT"

    private static func text(
        _ response: HTTPResponse, isKeptAlive: Bool = true, answersHead: Bool = false
    ) -> String {
        var bytes: [UInt8] = []
        response.write(
            to: &bytes, date: date, isKeptAlive: isKeptAlive, answersHead: answersHead)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func lines(_ text: String...) -> String {
        text.map { $0 + "\r\n" }.joined()
    }

    @Test func `writes status, fields, date, length, connection and body`() {
        let response = HTTPResponse(
            status: 200, fields: ["Content-Type": "text/plain"], body: Array("hello".utf8))
        #expect(
            Self.text(response)
                == Self.lines(
                    "HTTP/1.1 200 OK", "Content-Type: text/plain", "Date: \(Self.date)",
                    "Content-Length: 5", "Connection: keep-alive", "") + "hello")
    }

    @Test func `counts but leaves out the body in answer to HEAD`() {
        let text = Self.text(
            HTTPResponse(status: 200, body: Array("hello".utf8)), answersHead: true)
        #expect(text.contains("Content-Length: 5\r\n"))
        #expect(text.hasSuffix("\r\n\r\n"))
    }

    @Test(arguments: [101, 204, 304])
    func `has neither length nor body where the status forbids them`(status: Int) {
        let text = Self.text(HTTPResponse(status: status, body: [0x61]))
        #expect(!text.contains("Content-Length"))
        #expect(text.hasSuffix("\r\n\r\n"))
    }

    @Test func `no handler splits a response or frames it itself`() {
        let response = HTTPResponse(
            status: 200,
            fields: [
                "X": "a\r\nSet-Cookie: b", "content-length": "9", "Connection": "x",
                "Transfer-Encoding": "chunked",
            ])
        #expect(
            Self.text(response, isKeptAlive: false)
                == Self.lines(
                    "HTTP/1.1 200 OK", "X: a  Set-Cookie: b", "Date: \(Self.date)",
                    "Content-Length: 0", "Connection: close", ""))
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, date),
        (951_826_154, "Tue, 29 Feb 2000 12:09:14 GMT"),
        (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
    ])
    func `formats dates`(_ seconds: Int, _ text: String) {
        #expect(HTTPDate.format(secondsSince1970: seconds) == text)
    }

    @Test func `a request that a client writes reads back`() throws {
        let request = HTTPRequest(
            method: .post, path: "/a b/é%", query: "x=1", fields: ["Host": "h"],
            body: Array("{}".utf8))
        var bytes: [UInt8] = []
        request.write(to: &bytes)
        var parser = HTTPRequestParser()
        var position = 0
        guard
            case .request(let read, isKeptAlive: true) = try parser.next(
                bytes.span, at: &position)
        else {
            Issue.record("no request")
            return
        }
        #expect(read.path == request.path)
        #expect(read.query == "x=1")
        #expect(read.body == request.body)
    }
}
