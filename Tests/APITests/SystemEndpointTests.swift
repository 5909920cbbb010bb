import API
import Accounts
import JSON
import Testing
import Wire

@Suite struct SystemEndpointTests {
    private let api = APIFixture()

    @Test(arguments: ["/health", "/api/v1/health"])
    func `a node is ready until something is in the way`(path: String) async throws {
        #expect(await api.send(.get, path).status == 200)
        api.readiness.fail("stale")
        let response = await api.send(.get, path)
        #expect(response.status == 503)
        #expect(try response.json["status"]?.asString == "not_ready")
        #expect(try response.json["reasons"]?.asArray?.first?["code"]?.asString == "stale")
        #expect(await api.send(.get, "\(path)?for=live").status == 200)
    }

    @Test func `a database that was replaced is neither read nor written`() async {
        let login = "/api/v1/auth/login"
        let flights = "/api/v1/flights?origin=LHR&date=2026-01-01"
        #expect(await api.send(.get, flights).status == 200)
        api.readiness.fail("database_replaced")
        #expect(await api.send(.get, flights).code == "SERVICE_UNAVAILABLE")
        #expect(await api.send(.post, login).code == "SERVICE_UNAVAILABLE")
        #expect(await api.send(.get, "/api/v1/airports/LHR").status == 200)
        #expect(await api.send(.get, "/health?for=live").status == 200)
    }

    @Test func `an unknown purpose of a health request is refused`() async {
        let response = await api.send(.get, "/health?for=fun&x=1")
        #expect(response.mistakes == ["for BAD_FORMAT", "x UNKNOWN_FIELD"])
    }

    @Test func `metrics are for administrators, unless they are open`() async {
        #expect(await api.send(.get, "/metrics").status == 401)
        let response = await api.send(.get, "/metrics", token: api.token(.admin))
        #expect(response.status == 200)
        #expect(response.fields["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        let open = APIFixture { $0.openMetrics = true }
        #expect(await open.send(.get, "/metrics").status == 200)
    }

    @Test func `metrics count the requests of each route`() async {
        let open = APIFixture { $0.openMetrics = true }
        _ = await open.send(.get, "/health")
        _ = await open.send(.get, "/nothing/here")
        let text = String(decoding: await open.send(.get, "/metrics").body, as: UTF8.self)
        #expect(text.contains("# TYPE http_requests_total counter\n"))
        #expect(
            text.contains(
                "http_requests_total{method=\"GET\",route=\"/health\",status=\"200\"} 1\n"))
        #expect(
            text.contains("http_requests_total{method=\"GET\",route=\"none\",status=\"404\"} 1\n"))
        #expect(
            text.contains(
                "http_request_duration_seconds_bucket{route=\"/health\",le=\"+Inf\"} 1\n"))
        #expect(text.contains("# TYPE hub_connections gauge\nhub_connections 3\n"))
    }

    @Test func `the contract is kept until it changes`() async throws {
        let first = await api.send(.get, "/api/openapi.json")
        #expect(try first.json["openapi"]?.asString == "3.1.0")
        let tag = try #require(first.fields["ETag"])
        let second = await api.send(
            .get, "/api/openapi.json", fields: ["If-None-Match": "\"other\", W/\(tag)"])
        #expect(second.status == 304)
        #expect(second.body.isEmpty)
        #expect(await api.send(.get, "/api/asyncapi.json").status == 200)
    }
}
