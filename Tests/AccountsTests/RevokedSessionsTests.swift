import Accounts
import Events
import Testing

@Suite struct RevokedSessionsTests {
    private let start = Timestamp(seconds: 1_800_000_000)

    private func id(_ number: Int) -> UniqueID { UniqueID(high: 0, low: UInt64(number)) }

    private func token(of session: Int, signedAt: Timestamp) -> Principal {
        Principal(
            userID: id(0), role: .customer, sessionID: id(session),
            expiresAt: signedAt + .seconds(3_600))
    }

    @Test func `refuses the tokens of a revoked session only`() {
        let revoked = RevokedSessions()
        revoked.insert(RevokedSession(id: id(1), at: start))
        #expect(revoked.refuses(token(of: 1, signedAt: start - .seconds(60))))
        #expect(!revoked.refuses(token(of: 2, signedAt: start - .seconds(60))))
    }

    @Test func `forgets a session when its tokens have expired by themselves`() {
        let revoked = RevokedSessions()
        revoked.insert(RevokedSession(id: id(1), at: start))
        revoked.insert(RevokedSession(id: id(2), at: start + .seconds(3_601)))
        #expect(revoked.count == 1)
        #expect(!revoked.refuses(token(of: 3, signedAt: start)))
    }

    @Test func `when full it refuses more, never less`() {
        var configuration = RevokedSessions.Configuration()
        configuration.capacity = 10
        let revoked = RevokedSessions(configuration)
        for number in 1...11 {
            revoked.insert(RevokedSession(id: id(number), at: start + .seconds(number)))
        }
        #expect(revoked.count == 10)
        #expect(revoked.refuses(token(of: 1, signedAt: start)))
        #expect(revoked.refuses(token(of: 99, signedAt: start)), "signed before the dropped one")
        #expect(!revoked.refuses(token(of: 99, signedAt: start + .seconds(2))))
    }

    @Test func `taking in a session twice changes nothing`() {
        let revoked = RevokedSessions()
        for _ in 0..<3 { revoked.insert(RevokedSession(id: id(1), at: start)) }
        #expect(revoked.count == 1)
    }
}
