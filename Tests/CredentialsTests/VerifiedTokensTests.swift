import Accounts
import Events
import Testing

@testable import Credentials

@Suite struct VerifiedTokensTests {
    private let start = Timestamp(seconds: 1_800_000_000)
    private let tokens = VerifiedTokens()

    private func principal(for lifetime: Duration = .seconds(3_600)) -> Principal {
        Principal(
            userID: .random(), role: .customer, sessionID: .random(), expiresAt: start + lifetime)
    }

    private func remember(_ count: Int, at time: Timestamp) {
        let somebody = principal()
        for _ in 0..<count {
            tokens.remember(TokenDigest("\(UniqueID.random())"), somebody, at: time)
        }
    }

    @Test func `finds a token by all of its bytes`() {
        let somebody = principal()
        tokens.remember(TokenDigest("a.b.c"), somebody, at: start)
        #expect(tokens.principal(of: TokenDigest("a.b.c"), at: start) == somebody)
        for other in ["", "a.b.C", "A.b.c", "a.b.c ", "a.b"] {
            #expect(tokens.principal(of: TokenDigest(other), at: start) == nil)
        }
    }

    @Test func `forgets a token when its time is over`() {
        let digest = TokenDigest("short")
        tokens.remember(digest, principal(for: .seconds(60)), at: start)
        #expect(tokens.principal(of: digest, at: start + .seconds(59)) != nil)
        #expect(tokens.principal(of: digest, at: start + .seconds(60)) == nil)
        #expect(tokens.count == 0)
    }

    @Test func `keeps a token that is shown, however many others come`() {
        let digest = TokenDigest("shown")
        tokens.remember(digest, principal(), at: start)
        for _ in 0..<10 {
            remember(VerifiedTokens.limit - 1, at: start)
            #expect(tokens.principal(of: digest, at: start) != nil)
        }
    }

    @Test func `keeps no more than two generations`() {
        let digest = TokenDigest("never shown again")
        tokens.remember(digest, principal(), at: start)
        for _ in 0..<10 {
            remember(VerifiedTokens.limit, at: start)
            #expect(tokens.count <= 2 * VerifiedTokens.limit)
        }
        #expect(tokens.principal(of: digest, at: start) == nil)
    }

    @Test func `forgets a crowd that has left when others come later`() {
        remember(1_000, at: start)
        for generation in 1...2 {
            remember(1, at: start + VerifiedTokens.span * generation)
        }
        #expect(tokens.count == 2)
    }
}
