import API
import JSON
import Testing
import Wire

@Suite struct RefreshCookieTests {
    private let api = APIFixture()
    private let home: HTTPFields = ["Host": "hub.test:8080", "Origin": "http://hub.test:8080"]

    private func login(_ fields: HTTPFields) async throws -> HTTPResponse {
        _ = try await api.register()
        return await api.send(
            .post, "/api/v1/auth/login",
            body: #"{"email":"ada@flighthub.test","password":"flighthub-demo","cookie":true}"#,
            fields: fields)
    }

    @Test func `a browser gets the refresh token as a cookie only`() async throws {
        let response = try await login(home)
        let cookie = try #require(response.fields["Set-Cookie"])
        #expect(cookie.hasPrefix("flighthub_refresh="))
        #expect(
            cookie.hasSuffix("; Path=/api/v1/auth; Max-Age=604800; HttpOnly; SameSite=Strict"))
        #expect(try response.json["refreshToken"] == nil)
    }

    @Test func `the cookie buys a new pair, and a new cookie`() async throws {
        let first = try #require(try await login(home).fields["Set-Cookie"])
        var fields = home
        fields["Cookie"] = "other=1; " + first.prefix { $0 != ";" }
        let response = await api.send(.post, "/api/v1/auth/refresh", fields: fields)
        #expect(response.status == 200)
        let second = try #require(response.fields["Set-Cookie"])
        #expect(second != first)
        #expect(try response.json["refreshToken"] == nil)
    }

    @Test(arguments: [nil, "http://evil.test", "http://hub.test", "null", "ftp://hub.test:8080"])
    func `a page of another origin gets nothing for it`(origin: String?) async throws {
        let cookie = try #require(try await login(home).fields["Set-Cookie"])
        var fields: HTTPFields = ["Host": "hub.test:8080"]
        fields["Origin"] = origin
        fields["Cookie"] = String(cookie.prefix { $0 != ";" })
        let response = await api.send(.post, "/api/v1/auth/refresh", fields: fields)
        #expect(response.status == 403)
        #expect(response.code == "ORIGIN_NOT_ALLOWED")
    }

    @Test func `behind TLS the cookie never leaves it`() async throws {
        let api = APIFixture { $0.secureCookies = true }
        _ = try await api.register()
        let response = await api.send(
            .post, "/api/v1/auth/login",
            body: #"{"email":"ada@flighthub.test","password":"flighthub-demo","cookie":true}"#,
            fields: home)
        #expect(response.fields["Set-Cookie"]?.hasSuffix("; Secure") == true)
    }

    @Test func `logging out takes the cookie away`() async throws {
        let token = try #require(try await login(home).json["accessToken"]?.asString)
        let response = await api.send(.post, "/api/v1/auth/logout", token: token)
        #expect(response.fields["Set-Cookie"]?.hasPrefix("flighthub_refresh=; ") == true)
        #expect(response.fields["Set-Cookie"]?.contains("Max-Age=0;") == true)
    }

    @Test func `without cookie and body there is nothing to refresh`() async {
        let response = await api.send(.post, "/api/v1/auth/refresh", fields: home)
        #expect(response.mistakes == ["/refreshToken MISSING"])
    }
}
