import Accounts
import Credentials
import Events
import FoundationEssentials
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

    @Test func `takes a token again until its time is over, and no other text for it`() async throws
    {
        let tokens = try await JSONWebTokens(secret: secret)
        let token = try await signed()
        for _ in 0..<2 { #expect(try await tokens.verify(token, at: start) == principal) }
        // The Kelvin sign is a K to `String`, and no byte of a token.
        if token.contains("K") {
            await #expect(throws: AccessTokenError.forged) {
                try await tokens.verify(
                    String(token.map { $0 == "K" ? "\u{212A}" : $0 }), at: start)
            }
        }
        for _ in 0..<2 {
            await #expect(throws: AccessTokenError.expired) {
                try await tokens.verify(token, at: start + .seconds(3_600))
            }
        }
        #expect(try await tokens.verify(token, at: start) == principal)
    }

    @Test func `takes more tokens than it remembers`() async throws {
        let tokens = try await JSONWebTokens(secret: secret)
        let token = try await signed()
        #expect(try await tokens.verify(token, at: start) == principal)
        for _ in 0..<20_000 {
            let other = Principal(
                userID: .random(), role: .airlineAgent, airline: "BA", sessionID: .random(),
                expiresAt: start + .seconds(60))
            _ = try await tokens.verify(
                try await tokens.sign(other, version: 1, at: start), at: start)
        }
        #expect(try await tokens.verify(token, at: start) == principal)
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

    /// Claims as another program may write them, signed with the right secret.
    private func token(_ changes: String, header: String = #"{"alg":"HS256"}"#) -> String {
        let claims = """
            {"iss":"flighthub","sub":"00000000-0000-0001-0000-000000000002","jti":"x",\
            "sid":"00000000-0000-0005-0000-000000000006","ver":7,"iat":1800000000,\
            "exp":1800003600\(changes)}
            """
        let signed = [header, claims].map { Self.base64URL(Array($0.utf8)) }.joined(separator: ".")
        return signed + "." + Self.base64URL(code(of: Array(signed.utf8)))
    }

    /// HMAC with SHA-256 (RFC 2104).
    private func code(of text: [UInt8]) -> [UInt8] {
        let key = Array(secret.utf8) + [UInt8](repeating: 0, count: 32)
        let inner = SystemSHA256().sha256(key.map { $0 ^ 0x36 } + text)
        return SystemSHA256().sha256(key.map { $0 ^ 0x5C } + inner)
    }

    private static func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().filter { $0 != "=" }
            .replacing("+", with: "-").replacing("/", with: "_")
    }

    @Test func `takes one audience or several, and null for what is missing`() async throws {
        let tokens = try await JSONWebTokens(secret: secret)
        let agency = #","role":"travel_agent","agency":"00000000-0000-0003-0000-000000000004""#
        for audience in [#""flighthub""#, #"["other","flighthub"]"#] {
            let text = token(agency + #","airline":null,"aud":"# + audience)
            #expect(try await tokens.verify(text, at: start) == principal)
        }
    }

    @Test(arguments: [
        #""#, #","role":"customer""#, #","role":"customer","aud":"other""#,
        #","role":"pilot","aud":"flighthub""#, #","role":"customer","aud":"flighthub","agency":1"#,
        #","role":"customer","aud":"flighthub","agency":"none""#,
    ])
    func `refuses claims that are not ours, whoever signed them`(changes: String) async throws {
        let tokens = try await JSONWebTokens(secret: secret)
        await #expect(throws: AccessTokenError.forged) {
            try await tokens.verify(token(changes), at: start)
        }
    }

    @Test(arguments: [#"{"alg":"HS512"}"#, #"{"alg":"none"}"#, "{}", "null"])
    func `refuses another algorithm in a header that is signed`(header: String) async throws {
        let tokens = try await JSONWebTokens(secret: secret)
        let claims = #","role":"customer","aud":"flighthub""#
        _ = try await tokens.verify(token(claims), at: start)
        await #expect(throws: AccessTokenError.forged) {
            try await tokens.verify(token(claims, header: header), at: start)
        }
    }
}
