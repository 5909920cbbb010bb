import Accounts
import Events
import Gateway
import Hub
import JSON
import Testing
import Wire

/// Server-sent events, on a real socket.
@Suite struct EventStreamTests {
    private static let bearer = [("Authorization", "Bearer good")]
    private static let user = "user:\(FakeCredentials.user.userID)"

    /// Reads up to the position that comes once everything is admitted.
    private static func begin(_ client: TestClient) async throws -> [String] {
        let head = try #require(await client.streamHead())
        #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
        var names: [String] = []
        while let block = await client.block() {
            names.append(block.name)
            if block.id != nil { break }
        }
        return names
    }

    @Test func `a page gets events as messages, each with the position to come back with`()
        async throws
    {
        try await Server.run(loops: 2) { server in
            let client = try await server.client()
            await client.askForStream("topics=airport:LHR&snapshot=false")
            let head = try #require(await client.streamHead())
            #expect(head.contains("Content-Type: text/event-stream"))
            #expect(head.contains("Cache-Control: no-store"))
            #expect(!head.contains("Content-Length"))
            #expect(await client.block()?.name == "welcome")
            #expect(await client.block()?.name == "subscribed")
            #expect(await client.block()?.id == "1.test.100")
            server.deliver(101...102)
            let first = try #require(await client.block())
            #expect(first.name == "message")
            #expect(first.id == "1.test.101")
            #expect(first.data.contains(#""cursor":"1.test.101""#))
            #expect(await client.block()?.id == "1.test.102")
        }
    }

    @Test(arguments: ["header", "query"])
    func `who comes back gets what happened in between, of every topic`(place: String)
        async throws
    {
        try await Server.run { server in
            server.deliver(101...101)
            server.deliver(102...102, on: Topic(.airport, "JFK"))
            let topics = "topics=airport:LHR,airport:JFK&snapshot=false"
            let client = try await server.client()
            if place == "header" {
                await client.askForStream(
                    topics + "&lastEventId=1.test.102", fields: [("Last-Event-ID", "1.test.100")])
            } else {
                await client.askForStream(topics + "&lastEventId=1.test.100")
            }
            #expect(await client.streamHead() != nil)
            var cursors: Set<String> = []
            while cursors.count < 2, let block = await client.block() {
                guard block.name == "message" else { continue }
                #expect(block.id == nil, "nothing is sure while topics catch up")
                cursors.formUnion(
                    ["1.test.101", "1.test.102"].filter { block.data.contains("cursor\":\"\($0)") })
            }
            #expect(cursors == ["1.test.101", "1.test.102"])
            while let block = await client.block() {
                guard let id = block.id else { continue }
                #expect(block.name == "mark")
                #expect(id == "1.test.102")
                break
            }
        }
    }

    @Test(arguments: [("airport:LHR", "200"), ("nonsense:1", "400"), ("ops", "401")])
    func `HEAD gets the head that GET gets, and no stream`(topic: String, status: String)
        async throws
    {
        try await Server.run { server in
            var heads: [[Substring]] = []
            for method in ["HEAD", "GET"] {
                let client = try await server.client()
                await client.askForStream("topics=\(topic)&snapshot=false", method)
                let head = try #require(await client.streamHead())
                heads.append(head.split(separator: "\r\n").filter { !$0.contains("-Id: ") })
                guard method == "HEAD" else { continue }
                await client.endWriting()
                await client.end()
                #expect(await client.received.isEmpty)
            }
            #expect(heads[0][0].hasPrefix("HTTP/1.1 \(status) "))
            #expect(
                heads[0].map { $0.prefix { $0 != ":" } } == heads[1].map { $0.prefix { $0 != ":" } }
            )
        }
    }

    @Test func `a snapshot comes first, by its name`() async throws {
        try await Server.run { server in
            let client = try await server.client()
            await client.askForStream("topics=airport:LHR")
            let names = try await Self.begin(client)
            #expect(names == ["welcome", "subscribed", "snapshot", "mark"])
        }
    }

    @Test(
        arguments: [
            ("", [:], 400), ("topics=nonsense", [:], 400),
            ("topics=airport:LHR,airport:LHR", [:], 400),
            ("topics=airport:LHR&snapshot=1", [:], 400),
            ("topics=airport:LHR&events=", [:], 400), ("topics=airport:LHR&token=x", [:], 400),
            ("topics=ops", [:], 401), ("topics=ops", ["Authorization": "Bearer good"], 403),
            ("topics=airport:LHR,ops", ["Authorization": "Bearer good"], 403),
            ("topics=airport:LHR", ["Authorization": "Bearer bad"], 401),
            ("topics=airport:LHR", ["Authorization": "Bearer later"], 503),
            ("topics=airport:LHR&ticket=bad", [:], 401),
            ("topics=airport:LHR&ticket=good", ["Origin": "http://evil.example"], 403),
        ] as [(String, [String: String], Int)])
    func `a request that breaks a rule gets a problem`(
        query: String, fields: [String: String], status: Int
    ) async throws {
        try await Server.run { server in
            let client = try await server.client()
            await client.askForStream(query, fields: fields.map { ($0.key, $0.value) })
            let response = try #require(try await client.response())
            #expect(response.status == status)
            #expect(response.fields["Content-Type"] == "application/problem+json")
            let report = await server.gateway.report()
            #expect(report.streams == 0)
            #expect(report.counters.streamsRefused.values.reduce(0, +) == 1)
        }
    }

    @Test(
        arguments: [
            (
                "topics=airport:LHR&topics=airport:JFK",
                ["topics BAD_FORMAT topics is given twice"]
            ),
            (
                "topics=airport:LHR&foo=1&events=a&events=b&q=%00&r=%zz",
                [
                    "events BAD_FORMAT events is given twice",
                    "q BAD_FORMAT holds the character U+0000",
                    "r BAD_FORMAT is not valid percent-encoded UTF-8",
                    "foo UNKNOWN_FIELD there is no such parameter",
                ]
            ),
            (
                "after=1.test.101",
                [
                    "after UNKNOWN_FIELD there is no such parameter",
                    "topics MISSING must name 1 to 100, with commas",
                ]
            ),
        ])
    func `every mistake of the query is named at once, as the REST endpoints do`(
        query: String, mistakes: [String]
    ) async throws {
        try await Server.run { server in
            let client = try await server.client()
            await client.askForStream(query)
            let problem = try await Self.problem(client)
            #expect(problem["code"]?.asString == "VALIDATION_ERROR")
            let named = problem["errors"]?.asArray?.map { mistake in
                ["parameter", "code", "detail"].map { mistake[$0]?.asString ?? "" }
                    .joined(separator: " ")
            }
            #expect(named == mistakes)
        }
    }

    @Test func `a problem names the request, as the contract promises`() async throws {
        try await Server.run { server in
            let client = try await server.client()
            await client.askForStream("", fields: [("X-Request-Id", "request-0001")])
            let response = try #require(try await client.response())
            #expect(response.fields["X-Request-Id"] == "request-0001")
            let problem = try JSONValue.parse(response.body)
            #expect(problem["instance"]?.asString == "/api/v1/events")
            #expect(problem["requestId"]?.asString == "request-0001")
            #expect(problem["code"]?.asString == "MISSING_FIELDS")
        }
    }

    @Test(
        arguments: [
            ([], 401, "The topic ops is only for those signed in."),
            ([("Authorization", "Bearer good")], 403, "The topic ops is not for this client."),
        ] as [([(String, String)], Int, String)])
    func `the topic that is refused is named`(
        fields: [(String, String)], status: Int, detail: String
    ) async throws {
        try await Server.run { server in
            let client = try await server.client()
            await client.askForStream(
                "topics=airport:LHR,ops", fields: fields + [("X-Request-Id", "request-0001")])
            let problem = try await Self.problem(client)
            #expect(problem["status"]?.asInteger == Int64(status))
            #expect(problem["detail"]?.asString == detail)
            #expect(problem["requestId"]?.asString == "request-0001")
            #expect(problem["instance"]?.asString == "/api/v1/events")
        }
    }

    private static func problem(_ client: TestClient) async throws -> JSONValue {
        try JSONValue.parse(try #require(try await client.response()).body)
    }

    @Test func `a ticket is a credential, and a listed origin may read`() async throws {
        try await Server.run(configure: { $0.origins = ["https://page.example"] }) { server in
            let client = try await server.client()
            await client.askForStream(
                "topics=\(Self.user)&ticket=good", fields: [("Origin", "https://page.example")])
            let head = try #require(await client.streamHead())
            #expect(head.contains("Access-Control-Allow-Origin: https://page.example"))
            let report = await server.gateway.report()
            #expect(report.streams == 1)
            #expect(report.webSockets == 0)
            #expect(report.counters.streams == 1)
        }
    }

    @Test func `where credentials are demanded nobody gets a stream`() async throws {
        try await Server.run(configure: { $0.requiresCredentials = true }) { server in
            let client = try await server.client()
            await client.askForStream("topics=airport:LHR")
            #expect(try await client.response()?.status == 401)
        }
    }

    @Test func `without Accept the request is the handler's`() async throws {
        try await Server.run { server in
            let client = try await server.client(
                sending: "GET /api/v1/events?topics=airport:LHR HTTP/1.1\r\nHost: h\r\n\r\n")
            let response = try #require(try await client.response())
            #expect(String(decoding: response.body, as: UTF8.self) == "GET /api/v1/events ")
        }
    }

    @Test func `a quiet stream gets comments`() async throws {
        try await Server.run(configure: { $0.heartbeatInterval = .milliseconds(20) }) { server in
            let client = try await server.client()
            await client.askForStream("topics=airport:LHR&snapshot=false")
            _ = try await Self.begin(client)
            #expect(await client.take(upTo: "\n\n") == ":")
            #expect(await client.take(upTo: "\n\n") == ":")
        }
    }

    @Test func `a revoked session ends the stream, and is told why`() async throws {
        try await Server.run { server in
            let client = try await server.client()
            await client.askForStream("topics=\(Self.user)", fields: Self.bearer)
            _ = try await Self.begin(client)
            server.gateway.deliver([
                .entries([
                    LogEntry(
                        seq: 101, identity: "s 101", type: AccountEvents.sessionRevoked,
                        subject: "session/\(FakeCredentials.user.sessionID)", topics: [],
                        payload: Array("{}".utf8))
                ])
            ])
            let bye = try #require(await client.block())
            #expect(bye.name == "bye")
            #expect(bye.data.contains("4401"))
            #expect(await client.block() == nil)
            #expect(await server.gateway.report().counters.streamEnds == [4401: 1])
        }
    }

    @Test func `a drain says when to come back`() async throws {
        try await Server.run { server in
            let client = try await server.client()
            await client.askForStream("topics=airport:LHR&snapshot=false")
            _ = try await Self.begin(client)
            async let drained: Void = server.gateway.drain()
            let bye = try #require(await client.block())
            #expect(bye.name == "bye")
            #expect(bye.retry != nil)
            #expect(await client.block() == nil)
            await client.close()
            await drained
        }
    }

    @Test func `a user has as many streams as WebSockets`() async throws {
        try await Server.run(configure: { $0.connectionsPerUser = 1 }) { server in
            let first = try await server.client()
            await first.askForStream("topics=\(Self.user)", fields: Self.bearer)
            _ = try await Self.begin(first)
            let second = try await server.client()
            await second.askForStream("topics=\(Self.user)", fields: Self.bearer)
            let refused = try #require(try await second.response())
            #expect(refused.status == 429)
            #expect(refused.fields["Retry-After"] == "5")
            await first.close()
            while await server.gateway.report().streams > 0 { await Task.yield() }
            let third = try await server.client()
            await third.askForStream("topics=\(Self.user)", fields: Self.bearer)
            _ = try await Self.begin(third)
        }
    }

    @Test func `a reader that is too slow loses the stream and resumes by its last id`()
        async throws
    {
        try await Server.run(configure: { $0.hub.backlogLimit = 100_000 }) { server in
            let topic = try Topic(parsing: Self.user)
            let slow = try await server.client()
            await slow.askForStream("topics=\(topic)", fields: Self.bearer)
            _ = try await Self.begin(slow)
            await slow.pause()
            var seq: Int64 = 100
            while await server.gateway.report().counters.streamEnds[4429] == nil {
                server.deliver(seq + 1...seq + 200, padding: 2_000, on: topic)
                seq += 200
                try #require(seq < 20_000)
            }
            await slow.resume()
            var last: String?
            var count: Int64 = 0
            while let block = await slow.block() {
                if block.name == "message" { count += 1 }
                last = block.id ?? last
            }
            let position = try #require(last.flatMap { Cursor($0) })
            #expect(position.seq <= 100 + count)
            let again = try await server.client()
            await again.askForStream(
                "topics=\(topic)", fields: Self.bearer + [("Last-Event-ID", "\(position)")])
            #expect(await again.streamHead() != nil)
            while let block = await again.block() {
                guard block.name == "message" else { continue }
                #expect(block.data.contains(#""cursor":"1.test.\#(position.seq + 1)""#))
                break
            }
        }
    }
}
