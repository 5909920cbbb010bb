package import Accounts
package import Events

extension BookingOffice {
    /// Adds money to an agency's balance: for administrators.
    package func deposit(
        _ amount: Money, to agencyID: UniqueID, by principal: Principal,
        under claim: IdempotencyClaim?
    ) async throws(BookingError) -> Committed<Reply> {
        guard principal.role == .admin else {
            throw .forbidden("Only administrators make deposits.")
        }
        guard (1...rules.depositLimit).contains(amount.minorUnits) else {
            throw .invalid([.init("/amount", "more than nothing and less than 10 000 000 000")])
        }
        return try await store.transact(under: claim) {
            (transaction) async throws(BookingError) in
            guard var agency = try await transaction.agency(agencyID) else {
                throw .agencyNotFound
            }
            guard agency.balance.currency == amount.currency else {
                throw .invalid([
                    .init("/currency", "the account is in \(agency.balance.currency)")
                ])
            }
            let now = try await transaction.now()
            agency.balance = agency.balance + amount
            agency.version += 1
            let entry = LedgerEntry(
                id: .random(), agencyID: agency.id, kind: .deposit, amount: amount,
                balanceAfter: agency.balance, paymentID: nil, createdBy: principal.userID, at: now)
            return Decision(
                writes: [.post(entry, agency: agency)], events: [],
                outcome: Reply(
                    status: 201, version: agency.version, body: AgencyView.object(agency)))
        }
    }
}
