import Accounts
import Events
import JSON
import Testing
import Wire

@Suite struct AuthEndpointTests {
    private let api = APIFixture()

    private func login(
        _ password: String = "flighthub-demo", more: String = "", fields: HTTPFields = [:]
    ) async -> HTTPResponse {
        await api.send(
            .post, "/api/v1/auth/login",
            body: #"{"email":"ada@flighthub.test","password":"\#(password)"\#(more)}"#,
            fields: fields)
    }

    @Test func `registering answers with the account and a pair of tokens`() async throws {
        let answer = try await api.register()
        #expect(answer["tokenType"]?.asString == "Bearer")
        #expect(answer["expiresIn"]?.asInteger == 3_600)
        #expect(answer["refreshToken"]?.asString?.utf8.count == 43)
        #expect(answer["user"]?["role"]?.asString == "customer")
        #expect(answer["user"]?["email"]?.asString == "ada@flighthub.test")
    }

    @Test func `an address can be registered once`() async throws {
        _ = try await api.register()
        let second = await api.send(
            .post, "/api/v1/auth/register",
            body: """
                {"email":"ADA@flighthub.test","password":"flighthub-demo","givenName":"A",
                "familyName":"B"}
                """)
        #expect(second.status == 409)
        #expect(second.code == "EMAIL_TAKEN")
    }

    @Test func `every mistake of a registration is named at once`() async {
        let response = await api.send(
            .post, "/api/v1/auth/register",
            body: """
                {"email":"nobody","password":"short","givenName":7,"phone":"12","nickname":"x",
                "cookie":"yes"}
                """)
        #expect(response.status == 400)
        #expect(response.code == "VALIDATION_ERROR")
        #expect(response.fields["Content-Type"] == "application/problem+json")
        #expect(
            response.mistakes == [
                "/email BAD_FORMAT", "/password OUT_OF_RANGE", "/givenName WRONG_TYPE",
                "/familyName MISSING", "/phone BAD_FORMAT", "/cookie WRONG_TYPE",
                "/nickname UNKNOWN_FIELD",
            ])
    }

    @Test func `only missing fields have a code of their own`() async {
        let response = await api.send(.post, "/api/v1/auth/login", body: "{}")
        #expect(response.code == "MISSING_FIELDS")
        #expect(response.mistakes == ["/email MISSING", "/password MISSING"])
    }

    @Test(arguments: ["", "{", "[]", "null", "{\"a\":1,\"a\":2}"])
    func `a body that is no object is refused`(body: String) async {
        let response = await api.send(.post, "/api/v1/auth/login", body: body)
        #expect(response.status == 400)
    }

    @Test func `a body of another type is refused`() async {
        let response = await api.send(
            .post, "/api/v1/auth/login", body: "email=a", fields: ["Content-Type": "text/plain"])
        #expect(response.status == 415)
        #expect(response.code == "UNSUPPORTED_MEDIA_TYPE")
    }

    @Test func `a wrong password and an unknown address look alike`() async throws {
        let unknown = await login()
        _ = try await api.register()
        let wrong = await login("something-else")
        #expect(wrong.status == 401)
        #expect(wrong.code == "INVALID_CREDENTIALS")
        #expect(wrong.status == unknown.status)
        #expect(wrong.code == unknown.code)
    }

    @Test func `the sixth failed login says when to come back`() async throws {
        _ = try await api.register()
        for _ in 0..<5 { _ = await login("something-else") }
        let sixth = await login()
        #expect(sixth.status == 429)
        #expect(sixth.code == "RATE_LIMIT_EXCEEDED")
        #expect(sixth.fields["Retry-After"] == "60")
        api.clock.advance(by: .seconds(60))
        #expect(await login().status == 200)
    }

    @Test func `a refresh token buys a new pair once`() async throws {
        let first = try await api.register()
        let token = try #require(first["refreshToken"]?.asString)
        let body = #"{"refreshToken":"\#(token)"}"#
        let second = await api.send(.post, "/api/v1/auth/refresh", body: body)
        #expect(second.status == 200)
        let third = await api.send(.post, "/api/v1/auth/refresh", body: body)
        #expect(third.status == 401)
        #expect(third.code == "REFRESH_REUSED")
        #expect(api.accounts.outbox.last?.type == "session:revoked")
    }

    @Test func `logging out ends the token`() async throws {
        let token = try #require(try await api.register()["accessToken"]?.asString)
        let logout = await api.send(.post, "/api/v1/auth/logout", token: token)
        #expect(logout.status == 204)
        let after = await api.send(.post, "/api/v1/auth/ws-tickets", token: token)
        #expect(after.status == 401)
        #expect(after.code == "TOKEN_REVOKED")
    }

    @Test func `logging out everywhere ends other sessions`() async throws {
        let token = try #require(try await api.register()["accessToken"]?.asString)
        let other = try #require(try await login().json["accessToken"]?.asString)
        _ = await api.send(
            .post, "/api/v1/auth/logout", body: #"{"allDevices":true}"#, token: token)
        #expect(
            await api.send(.post, "/api/v1/auth/ws-tickets", token: other).code == "TOKEN_REVOKED")
    }

    @Test func `a ticket is made for who is logged in`() async throws {
        let token = try #require(try await api.register()["accessToken"]?.asString)
        let response = await api.send(.post, "/api/v1/auth/ws-tickets", token: token)
        #expect(response.status == 201)
        #expect(try response.json["expiresIn"]?.asInteger == 30)
        #expect(try response.json["ticket"]?.asString?.utf8.count == 43)
    }

    @Test func `a token that is missing, forged or old has its own answer`() async {
        let path = "/api/v1/auth/ws-tickets"
        #expect(await api.send(.post, path).code == "UNAUTHENTICATED")
        #expect(await api.send(.post, path).fields["WWW-Authenticate"] == "Bearer")
        #expect(await api.send(.post, path, token: "forged").code == "UNAUTHENTICATED")
        let basic = await api.send(.post, path, fields: ["Authorization": "Basic eDp5"])
        #expect(basic.code == "UNAUTHENTICATED")
        let token = api.token(.customer)
        api.clock.advance(by: .seconds(3_600))
        #expect(await api.send(.post, path, token: token).code == "TOKEN_EXPIRED")
    }
}
