import Accounts
import Credentials
import Events
import Testing

@testable import loadtest

@Suite struct `Token source` {
    private let secret = "a secret of the tests, with 32 bytes or more"
    private let agency = UniqueID(high: 0x4000, low: 0x8000_0000_0000_0001)

    @Test func `mints tokens that the hub takes`() async throws {
        let source = try await TokenSource(secret: secret)
        let token = try await source.token(as: .travelAgent(agency: agency))
        let hub = try await JSONWebTokens(secret: secret)
        let principal = try await hub.verify(token, at: WallClock.now)
        #expect(principal.role == .travelAgent)
        #expect(principal.agencyID == agency)
        #expect(principal.expiresAt > WallClock.now + .seconds(86_400))
        let claims = try #require(TokenClaims(token))
        #expect(claims.user == principal.userID)
        #expect(claims.agency == agency)
    }

    @Test func `lets no more than so many share a user`() async throws {
        let source = try await TokenSource(secret: secret)
        let tokens = try await source.tokens(count: 40, as: .customer)
        #expect(tokens.count == 40)
        let users = Dictionary(grouping: tokens) { TokenClaims($0)?.user }
        #expect(users.values.map(\.count).sorted() == [2, 19, 19])
        let own = try await source.tokens(count: 5, as: .customer, sharing: 1)
        #expect(Set(own.map { TokenClaims($0)?.user }).count == 5)
    }

    @Test func `takes of given tokens those that fit, evenly`() async throws {
        let mint = try await TokenSource(secret: secret)
        let agents = try await mint.tokens(count: 2, as: .airlineAgent(airline: "LH"), sharing: 1)
        let others = [
            try await mint.token(as: .customer),
            try await mint.token(as: .airlineAgent(airline: "BA")),
        ]
        let source = TokenSource(given: others + agents, by: "--token-file")
        let tokens = try await source.tokens(count: 5, as: .airlineAgent(airline: "LH"))
        #expect(tokens == [agents[0], agents[1], agents[0], agents[1], agents[0]])
    }

    @Test func `says which tokens are too few`() async throws {
        let mint = try await TokenSource(secret: secret)
        let source = TokenSource(
            given: [try await mint.token(as: .customer), "not.a.token"], by: "--token-file")
        await #expect(
            throws: TokenFailure.tooFew(
                option: "--token-file", role: .customer, there: 1, needed: 2)
        ) { try await source.tokens(count: 20, as: .customer) }
        await #expect(throws: TokenFailure.self) { try await source.token(as: .admin) }
    }

    @Test func `gives everybody the token of a login`() async throws {
        let source = TokenSource(login: "a.b.c")
        let tokens = try await source.tokens(count: 100, as: .admin)
        #expect(tokens == Array(repeating: "a.b.c", count: 100))
        #expect(!source.isMinting)
    }

    @Test func `takes any of the given tokens where any will do`() async throws {
        let mint = try await TokenSource(secret: secret)
        let all = [try await mint.token(as: .customer), try await mint.token(as: .admin)]
        let source = TokenSource(given: all, by: "--token-file")
        #expect(try await source.tokens(count: 2) == all)
    }

    @Test func `refuses a secret that the hub would refuse`() async {
        await #expect(throws: TokenFailure.shortSecret(32)) {
            try await TokenSource(secret: "short")
        }
    }

    @Test(arguments: ["", "a.b", "a.!.c", "a.e30.c", "a.bnVsbA.c"])
    func `reads no claims out of other things`(text: String) {
        #expect(TokenClaims(text) == nil)
    }
}

@Suite struct `Token file` {
    @Test func `has one token a line`() throws {
        let file = try TokenFile(text: "# admins\n a.b.c \r\n\nd.e_f.-g\n")
        #expect(file.tokens == ["a.b.c", "d.e_f.-g"])
    }

    @Test(arguments: [
        ("", TokenFileError.empty), ("# only this\n", .empty),
        ("a.b.c\na.b\n", .notAToken(line: 2)), ("a b.c.d", .notAToken(line: 1)),
        ("Bearer a.b.c", .notAToken(line: 1)),
    ])
    func `is refused otherwise, naming the line`(text: String, error: TokenFileError) {
        #expect(throws: error) { try TokenFile(text: text) }
    }

    @Test func `is bounded`() {
        let long = String(repeating: "a", count: 9_000) + ".b.c"
        #expect(throws: TokenFileError.notAToken(line: 1)) { try TokenFile(text: long) }
        let many = String(repeating: "a.b.c\n", count: TokenFile.tokenLimit + 1)
        #expect(throws: TokenFileError.tooMany) { try TokenFile(text: many) }
        #expect(throws: TokenFileError.unreadable) { try TokenFile(at: "/nonexistent/tokens") }
    }
}
