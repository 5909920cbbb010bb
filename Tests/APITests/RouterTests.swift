import API
import Accounts
import JSON
import Testing
import Wire

@Suite struct RouterTests {
    private let api = APIFixture()

    @Test func `what is under no path is a problem that names the request`() async throws {
        let response = await api.send(
            .get, "/api/v1/nothing", fields: ["X-Request-Id": "request-0001"])
        #expect(response.status == 404)
        #expect(response.fields["Content-Type"] == "application/problem+json")
        let problem = try response.json
        #expect(problem["type"]?.asString == "urn:flighthub:problem:NOT_FOUND")
        #expect(problem["title"]?.asString == "Not Found")
        #expect(problem["status"]?.asInteger == 404)
        #expect(problem["instance"]?.asString == "/api/v1/nothing")
        #expect(problem["requestId"]?.asString == "request-0001")
        #expect(problem["retryable"]?.asBoolean == false)
    }

    @Test func `another method gets 405 and what is allowed`() async {
        let response = await api.send(.delete, "/api/v1/auth/login")
        #expect(response.status == 405)
        #expect(response.fields["Allow"] == "POST, OPTIONS")
        let health = await api.send(.put, "/health")
        #expect(health.fields["Allow"] == "GET, HEAD, OPTIONS")
    }

    @Test func `HEAD is answered as GET is`() async {
        let head = await api.send(.head, "/health")
        let get = await api.send(.get, "/health")
        #expect(head.status == 200)
        #expect(head.body == get.body, "the gateway counts it and leaves it out")
    }

    @Test func `OPTIONS says what is allowed`() async {
        let response = await api.send(.options, "/health")
        #expect(response.status == 204)
        #expect(response.fields["Allow"] == "GET, HEAD, OPTIONS")
        #expect(response.fields["Access-Control-Allow-Methods"] == nil)
    }

    @Test func `OPTIONS of the whole server says what some path allows`() async {
        let response = await api.send(.options, "*")
        #expect(response.status == 204)
        #expect(response.fields["Allow"] == "GET, HEAD, POST, PATCH, DELETE, OPTIONS")
    }

    @Test(arguments: [
        "/health/", "//health", "/api//v1/airports", "/health//", "/api%2Fv1/airports",
    ])
    func `a path is itself, but for a slash at its end`(path: String) async {
        #expect(await api.send(.get, path).status == (path == "/health/" ? 200 : 404))
    }

    @Test func `a sane request id is kept, another is replaced`() async throws {
        let kept = await api.send(.get, "/health", fields: ["X-Request-Id": "my-request.1"])
        #expect(kept.fields["X-Request-Id"] == "my-request.1")
        for bad in [
            "short", "with space in it", "new\u{B}line-line", String(repeating: "x", count: 65),
        ] {
            let made = await api.send(.get, "/health", fields: ["X-Request-Id": bad])
            #expect(made.fields["X-Request-Id"]?.utf8.count == 36)
        }
    }

    @Test func `every answer has the security fields`() async {
        for path in ["/health", "/api/v1/nothing"] {
            let response = await api.send(.get, path)
            #expect(response.fields["X-Content-Type-Options"] == "nosniff")
            #expect(
                response.fields["Content-Security-Policy"]
                    == "default-src 'none'; frame-ancestors 'none'")
            #expect(response.fields["Cache-Control"] == "no-store")
        }
    }

    @Test func `what changes state says when, to the microsecond`() async throws {
        let response = await api.send(
            .post, "/api/v1/auth/register",
            body: """
                {"email":"a@b.de","password":"flighthub-demo","givenName":"A","familyName":"B"}
                """)
        #expect(response.fields["X-Committed-At"] == "2027-01-15T08:00:00.123456Z")
        #expect(await api.send(.get, "/health").fields["X-Committed-At"] == nil)
        let failed = await api.send(.post, "/api/v1/auth/login", body: "{}")
        #expect(failed.fields["X-Committed-At"] == nil)
    }

    @Test(arguments: [
        (#"{"~":1}"#, "\u{301}"), (#"{"email":"~"}"#, "\u{301}"), (#"{"email":"~"}"#, #"\u0316"#),
    ])
    func `a body with long rows of combining marks is told the rule`(
        pattern: String, mark: String
    ) async throws {
        func login(_ count: Int) async throws -> JSONValue {
            let row = "a" + String(repeating: mark, count: count)
            return try await api.send(
                .post, "/api/v1/auth/login", body: pattern.replacing("~", with: row)
            ).json
        }
        #expect(try await login(30)["code"]?.asString != "MALFORMED_REQUEST")
        let problem = try await login(31)
        #expect(problem["code"]?.asString == "MALFORMED_REQUEST")
        #expect(
            problem["detail"]?.asString?.contains("more than 30 combining marks in a row") == true)
    }

    @Test func `a parameter with a long row of combining marks is told the rule`() async throws {
        let row = "a" + String(repeating: "%CC%81", count: 31)
        let problem = try await api.send(.get, "/api/v1/airports?q=\(row)").json
        #expect(
            problem["errors"]?.asArray?.first?["detail"]?.asString
                == "has more than 30 combining marks in a row")
    }

    @Test func `a role that may not call is told so`() async {
        let response = await api.send(.get, "/metrics", token: api.token(.customer))
        #expect(response.status == 403)
        #expect(response.code == "FORBIDDEN")
    }

    @Test func `no two routes have the same method and path`() {
        let names = api.router.routes.map { "\($0.method.rawValue) \($0.pattern)" }
        #expect(Set(names).count == names.count)
    }
}

@Suite struct CORSTests {
    private let api = APIFixture { $0.corsOrigins = ["https://app.test"] }

    @Test func `a listed origin may read and send credentials`() async {
        let response = await api.send(.get, "/health", fields: ["Origin": "https://app.test"])
        #expect(response.fields["Access-Control-Allow-Origin"] == "https://app.test")
        #expect(response.fields["Access-Control-Allow-Credentials"] == "true")
        #expect(response.fields["Vary"] == "Origin")
    }

    @Test(arguments: ["https://evil.test", "http://app.test", "null", "https://app.test.evil"])
    func `no other origin is named`(origin: String) async {
        let response = await api.send(.get, "/health", fields: ["Origin": origin])
        #expect(response.fields["Access-Control-Allow-Origin"] == nil)
        #expect(response.fields["Vary"] == "Origin")
    }

    @Test func `a preflight is answered for a listed origin`() async {
        let response = await api.send(
            .options, "/api/v1/auth/login",
            fields: ["Origin": "https://app.test", "Access-Control-Request-Method": "POST"])
        #expect(response.status == 204)
        #expect(response.fields["Access-Control-Allow-Methods"] == "POST, OPTIONS")
        #expect(
            response.fields["Access-Control-Allow-Headers"]?.contains("Idempotency-Key") == true)
    }

    @Test func `without a list there is no such field at all`() async {
        let response = await APIFixture().send(
            .get, "/health", fields: ["Origin": "https://app.test"])
        #expect(response.fields["Access-Control-Allow-Origin"] == nil)
        #expect(response.fields["Vary"] == nil)
    }
}
