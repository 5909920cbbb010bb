import Accounts
import Credentials
import Events
import Testing

@Suite struct JSONWebTokensTests {
    private let secret = "0123456789abcdef0123456789abcdef"
    private let start = Timestamp(seconds: 1_800_000_000)
    private let principal = Principal(
        userID: UniqueID(high: 1, low: 2), role: .travelAgent, agencyID: UniqueID(high: 3, low: 4),
        sessionID: UniqueID(high: 5, low: 6), expiresAt: Timestamp(seconds: 1_800_003_600))

    private func signed() async throws -> String {
        try await JSONWebTokens(secret: secret).sign(principal, version: 7, at: start)
    }

    @Test func `says again who it was signed for`() async throws {
        let tokens = try await JSONWebTokens(secret: secret)
        let agent = Principal(
            userID: .random(), role: .airlineAgent, airline: "BA", sessionID: .random(),
            expiresAt: start + .seconds(60))
        for principal in [principal, agent] {
            let token = try await tokens.sign(principal, version: 1, at: start)
            #expect(try await tokens.verify(token, at: start) == principal)
        }
    }

    @Test func `has three parts and names its algorithm`() async throws {
        let parts = try await signed().split(separator: ".")
        #expect(parts.count == 3)
        // {"alg":"HS256" in some order of members: the base64 of the whole is not fixed.
        #expect(parts[0].hasPrefix("ey"))
    }

    @Test func `tells an expired token from a forged one`() async throws {
        let tokens = try await JSONWebTokens(secret: secret)
        let token = try await signed()
        await #expect(throws: AccessTokenError.expired) {
            try await tokens.verify(token, at: start + .seconds(3_600))
        }
        _ = try await tokens.verify(token, at: start + .seconds(3_599))
        let last = token.dropLast(2)
        await #expect(throws: AccessTokenError.forged) {
            try await tokens.verify(last + "AA", at: start + .seconds(9_999))
        }
    }

    @Test func `refuses a token under another secret`() async throws {
        let other = try await JSONWebTokens(secret: String(secret.reversed()))
        let token = try await signed()
        await #expect(throws: AccessTokenError.forged) {
            try await other.verify(token, at: start)
        }
    }

    /// Header `{"alg":"none"}`, `{"alg":"HS512"}`, and texts that are no token.
    @Test(arguments: ["eyJhbGciOiJub25lIn0", "eyJhbGciOiJIUzUxMiJ9", "e30", "", "Zm9v"])
    func `refuses another algorithm, signed or not`(header: String) async throws {
        let tokens = try await JSONWebTokens(secret: secret)
        let parts = try await signed().split(separator: ".")
        for signature in ["", String(parts[2])] {
            await #expect(throws: AccessTokenError.forged) {
                try await tokens.verify("\(header).\(parts[1]).\(signature)", at: start)
            }
        }
    }

    @Test(arguments: ["", ".", "..", "...", "a.b.c", "\u{0}.\u{0}.\u{0}", "ä.ö.ü"])
    func `refuses what is no token`(text: String) async throws {
        let tokens = try await JSONWebTokens(secret: secret)
        await #expect(throws: AccessTokenError.forged) { try await tokens.verify(text, at: start) }
    }
}
