import Gateway
import Testing
import Wire

@Suite struct CompressingHandlerTests {
    private static let body = Array(String(repeating: "all seats are free. ", count: 200).utf8)

    private static func answer(
        _ fields: HTTPFields = [:], type: String = "application/json", body: [UInt8] = body,
        status: Int = 200, to request: HTTPFields = ["Accept-Encoding": "gzip"],
        _ configure: (inout GzipConfiguration) -> Void = { _ in }
    ) async -> HTTPResponse {
        var configuration = GzipConfiguration()
        configure(&configuration)
        var fields = fields
        fields["Content-Type"] = type
        let inner = HTTPResponse(status: status, fields: fields, body: body)
        return await CompressingHandler(ClosureHandler { _ in inner }, configuration)
            .respond(to: HTTPRequest(method: .get, path: "/a", fields: request))
    }

    @Test func `a text is compressed for who likes it, and named so`() async {
        let response = await Self.answer(["ETag": "\"x\"", "Vary": "Origin"])
        #expect(response.fields["Content-Encoding"] == "gzip")
        #expect(response.fields["ETag"] == "W/\"x\"")
        #expect(response.fields.values(of: "Vary") == ["Origin", "Accept-Encoding"])
        #expect(response.body.count < Self.body.count / 4)
        #expect(response.body.prefix(2) == [0x1F, 0x8B])
    }

    @Test(arguments: ["", "br", "gzip;q=0"])
    func `others get the plain body, and caches are told`(accepted: String) async {
        let response = await Self.answer(
            ["ETag": "\"x\""], to: ["Accept-Encoding": accepted])
        #expect(response.fields["Content-Encoding"] == nil)
        #expect(response.fields["ETag"] == "\"x\"")
        #expect(response.fields["Vary"] == "Accept-Encoding")
        #expect(response.body == Self.body)
    }

    @Test(arguments: [
        "text/html; charset=utf-8", "text/css", "image/svg+xml", "application/problem+json",
        "Application/JSON", "text/plain; version=0.0.4",
    ])
    func `texts of every kind are compressed`(type: String) async {
        #expect(await Self.answer(type: type).fields["Content-Encoding"] == "gzip")
    }

    @Test func `what gains nothing or must not be is left alone`() async {
        let plain = [
            await Self.answer(type: "font/woff2"), await Self.answer(type: "image/png"),
            await Self.answer(["Content-Encoding": "br"]),
            await Self.answer(["Cache-Control": "public, no-transform"]),
            await Self.answer(["Set-Cookie": "a=b"]),
            await Self.answer(body: Array(Self.body.prefix(1_023))),
            await Self.answer(status: 206), await Self.answer { $0.maximumBytes = 3_000 },
        ]
        for response in plain {
            #expect(response.body.prefix(2) != [0x1F, 0x8B])
            #expect(response.fields.values(of: "Vary").isEmpty)
        }
    }

    @Test(arguments: [
        ("W/\"x\"", "W/\"x\""), ("\"x\"", "\"x\""), ("\"y\", W/\"x\"", "W/\"x\""), ("*", "\"x\""),
    ])
    func `a 304 has the tag of what the client holds`(held: String, tag: String) async {
        let response = await Self.answer(
            ["ETag": "\"x\""], body: [], status: 304,
            to: ["If-None-Match": held, "Accept-Encoding": "gzip"])
        #expect(response.fields["ETag"] == tag)
        #expect(response.fields["Vary"] == "Accept-Encoding")
        #expect(response.fields["Content-Encoding"] == nil)
    }

    /// What is kept is compressed better than what is not, and so has another size.
    @Test func `what anybody may have is compressed once, and what is somebody's own is not kept`()
        async
    {
        let text = Array(
            (0..<2_000).map { "seat \($0 * 7_919 % 1_000) is free; " }.joined().utf8)
        func size(_ fields: HTTPFields, _ request: HTTPFields = [:]) async -> Int {
            var request = request
            request["Accept-Encoding"] = "gzip"
            return await Self.answer(fields, body: text, to: request).body.count
        }
        let fast = await size([:])
        let best = await size(["ETag": "\"x\""])
        #expect(best < fast)
        let own: HTTPFields = ["Authorization": "Bearer x"]
        #expect(await size(["ETag": "\"x\""], own) == fast)
        #expect(await size(["ETag": "\"x\"", "Cache-Control": "public, max-age=9"], own) == best)
        #expect(await size(["ETag": "\"x\"", "Cache-Control": "no-store"]) == fast)
        #expect(await size(["ETag": "\"x\"", "Cache-Control": "private"]) == fast)
        #expect(await size(["ETag": "W/\"x\""]) == fast)
    }

    @Test func `over a socket HEAD has the length of what GET gets`() async throws {
        let handler = CompressingHandler(
            ClosureHandler { _ in
                HTTPResponse(
                    status: 200, fields: ["Content-Type": "text/plain"], body: Self.body)
            }, GzipConfiguration())
        try await Server.run(handler: handler) { server in
            let client = try await server.client()
            await client.send("HEAD / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n")
            let head = try await client.response(answersHead: true)
            await client.send("GET / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n")
            let whole = try #require(try await client.response())
            #expect(head?.fields["Content-Length"] == String(whole.body.count))
            #expect(head?.fields["Content-Encoding"] == "gzip")
        }
    }
}
