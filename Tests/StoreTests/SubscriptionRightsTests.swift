import Accounts
import Events
import Store
import Testing

@Suite struct SubscriptionRightsTests {
    @Test func `of sessions that are asked about, those that were revoked are named`() async throws
    {
        try await Fixture.with { fixture in
            let database = fixture.database
            let store = PostgresAccountStore(database, committed: {})
            let ports = AccountPorts(
                store: store, tickets: PostgresWebSocketTickets(database), emitted: { [] })
            let (account, ended, _) = try await ports.signUp()
            let (standing, _) = try await ports.signIn(account)
            _ = try await store.revoke(
                .one(ended.id), because: .logout, at: ports.start + .seconds(1))
            let rights = PostgresSubscriptionRights(database)
            let unknown = UniqueID.random()
            #expect(try await rights.revoked([standing.id, ended.id, unknown]) == [ended.id])
            #expect(try await rights.revoked([]).isEmpty)
        }
    }
}
