import Accounts
import Events
import Testing

@Suite struct AuthenticationTests {
    private let fixture = Fixture()
    private var authentication: Authentication { fixture.authentication }
    private var start: Timestamp { fixture.start }

    @Test func `a registration makes a customer who is logged in`() async throws {
        let login = try await fixture.register()
        let principal = try await authentication.principal(
            accessToken: login.accessToken, at: start)
        #expect(principal.userID == login.account.id)
        #expect(principal.role == .customer)
        #expect(principal.expiresAt == start + .seconds(3_600))
        #expect(fixture.store.outbox.map(\.type) == ["user:registered"])
        #expect(
            fixture.store.outbox.first?.topics == [Topic(.user, login.account.id), Topic(.ops)])
    }

    @Test func `an operator makes accounts in any position`() async throws {
        let agent = try await authentication.add(
            Registration(
                email: try #require(EmailAddress("agent@flighthub.test")),
                password: try Password("flighthub-demo"),
                profile: Profile(givenName: "A", familyName: "B")),
            as: .airlineAgent(airline: "BA"), at: start)
        #expect(agent.role == .airlineAgent)
        #expect(agent.airline == "BA")
        #expect(try await fixture.login("agent@flighthub.test").account == agent)
    }

    @Test func `an address is registered once, however it is written`() async throws {
        _ = try await fixture.register("ada@x.de")
        await #expect(throws: AccountError.emailTaken) { try await fixture.register("ADA@X.de") }
    }

    @Test func `a wrong password and an unknown address look alike`() async throws {
        _ = try await fixture.register()
        await #expect(throws: AccountError.invalidCredentials) {
            try await fixture.login(password: "something-else")
        }
        await #expect(throws: AccountError.invalidCredentials) {
            try await fixture.login("nobody@flighthub.test")
        }
    }

    @Test func `an account that is out of use looks like a wrong password`() async throws {
        let fixture = Fixture()
        let email = try await fixture.register().account.email
        _ = fixture.store.change(email, .deactivate, at: fixture.start)
        await #expect(throws: AccountError.invalidCredentials) { try await fixture.login() }
        _ = fixture.store.change(email, .reactivate, at: fixture.start)
        #expect(try await fixture.login().account.deactivatedAt == nil)
    }

    @Test func `the sixth wrong password in a minute is not looked at`() async throws {
        _ = try await fixture.register()
        for _ in 0..<5 {
            await #expect(throws: AccountError.invalidCredentials) {
                try await fixture.login(password: "something-else")
            }
        }
        await #expect(throws: AccountError.tooManyAttempts(retryAfterSeconds: 60)) {
            try await fixture.login()
        }
        _ = try await fixture.login(at: start + .seconds(60))
    }

    @Test func `a refresh token buys one new pair of the same session`() async throws {
        let first = try await fixture.register()
        let second = try await authentication.refresh(
            first.refreshToken.text, at: start + .seconds(10))
        #expect(second.sessionID == first.sessionID)
        #expect(second.refreshToken != first.refreshToken)
        #expect(second.accessExpiresAt == start + .seconds(3_610))
        _ = try await authentication.refresh(second.refreshToken.text, at: start + .seconds(20))
    }

    @Test func `using a refresh token twice ends its session`() async throws {
        let first = try await fixture.register()
        let second = try await authentication.refresh(first.refreshToken.text, at: start)
        await #expect(throws: AccountError.refreshReused) {
            try await authentication.refresh(first.refreshToken.text, at: start)
        }
        await #expect(throws: AccountError.tokenRevoked) {
            try await authentication.refresh(second.refreshToken.text, at: start)
        }
        let revocations = fixture.store.outbox.filter { $0.type == "session:revoked" }
        #expect(revocations.map(\.subject) == ["session/\(first.sessionID)"])
    }

    @Test func `refresh tokens that are old or nobody's are told apart`() async throws {
        let login = try await fixture.register()
        await #expect(throws: AccountError.tokenExpired) {
            try await authentication.refresh(
                login.refreshToken.text, at: start + .seconds(7 * 86_400))
        }
        await #expect(throws: AccountError.unauthenticated) {
            try await authentication.refresh(Secret.random().text, at: start)
        }
        await #expect(throws: AccountError.unauthenticated) {
            try await authentication.refresh("short", at: start)
        }
    }

    @Test func `logging out ends the session's tokens here at once`() async throws {
        let here = try await fixture.register()
        let there = try await fixture.login()
        let principal = try await authentication.principal(accessToken: here.accessToken, at: start)
        try await authentication.logout(principal, allDevices: false, at: start)
        await #expect(throws: AccountError.tokenRevoked) {
            try await authentication.principal(accessToken: here.accessToken, at: start)
        }
        await #expect(throws: AccountError.tokenRevoked) {
            try await authentication.refresh(here.refreshToken.text, at: start)
        }
        _ = try await authentication.principal(accessToken: there.accessToken, at: start)
    }

    @Test func `logging out everywhere ends every session, each once`() async throws {
        let here = try await fixture.register()
        let there = try await fixture.login()
        let principal = try await authentication.principal(accessToken: here.accessToken, at: start)
        for _ in 0..<2 {
            try await authentication.logout(principal, allDevices: true, at: start)
        }
        await #expect(throws: AccountError.tokenRevoked) {
            try await authentication.principal(accessToken: there.accessToken, at: start)
        }
        #expect(fixture.store.outbox.filter { $0.type == "session:revoked" }.count == 2)
    }

    @Test func `a ticket is good once, for thirty seconds`() async throws {
        let login = try await fixture.register()
        let principal = try await authentication.principal(
            accessToken: login.accessToken, at: start)
        let first = try await authentication.issueTicket(for: principal, at: start)
        #expect(first.expiresAt == start + .seconds(30))
        #expect(
            try await authentication.principal(ticket: first.ticket.text, at: start) == principal)
        await #expect(throws: AccountError.unauthenticated) {
            try await authentication.principal(ticket: first.ticket.text, at: start)
        }
        let second = try await authentication.issueTicket(for: principal, at: start)
        await #expect(throws: AccountError.unauthenticated) {
            try await authentication.principal(
                ticket: second.ticket.text, at: start + .seconds(30))
        }
    }

    @Test func `a node that starts reads what was revoked while it was away`() async throws {
        let login = try await fixture.register()
        _ = fixture.store.revoke(.one(login.sessionID), because: .logout, at: start)
        _ = try await authentication.principal(accessToken: login.accessToken, at: start)
        try await authentication.loadRevokedSessions(at: start + .seconds(5))
        await #expect(throws: AccountError.tokenRevoked) {
            try await authentication.principal(accessToken: login.accessToken, at: start)
        }
    }

    @Test func `the log says which session was revoked`() throws {
        let session = UniqueID.random()
        let event = AccountEvents.revoked(
            session: session, of: .random(), because: .logout, at: start)
        let entry = LogEntry(
            seq: 1, identity: "\(event.source) \(event.id)", type: event.type,
            subject: event.subject, topics: event.topics, payload: event.rendered())
        #expect(AccountEvents.revokedSession(entry) == session)
    }
}
