package import Accounts
package import Events
import Hub

/// Whose a booking is, for those who want to follow it.
package struct PostgresSubscriptionRights: SubscriptionRights {
    private let database: Database

    /// Rights as `database` has them.
    package init(_ database: Database) {
        self.database = database
    }

    package func followable(
        _ topics: [Topic], by principal: Principal
    ) async throws(StoreFailure) -> Set<Topic> {
        let ids = topics.filter { $0.kind == .booking }.compactMap { UniqueID($0.id) }
        do throws(PostgresError) {
            let rows = try await database.query(
                """
                SELECT id, customer_id, agency_id, airline FROM booking
                WHERE id = ANY ($1::uuid[])
                """,
                [.ids(ids)])
            var followable: Set<Topic> = []
            for row in rows {
                let parties = BookingParties(
                    userID: try row.id(1), agencyID: try row.idIfPresent(2),
                    airlines: [try row.text(3)])
                if Rights.mayRead(principal, parties) {
                    followable.insert(Topic(.booking, try row.id(0)))
                }
            }
            return followable
        } catch {
            throw StoreFailure(error)
        }
    }
}
