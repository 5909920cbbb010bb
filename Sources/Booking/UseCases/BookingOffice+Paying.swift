package import Accounts
package import Events

extension BookingOffice {
    /// Pays a held booking from its agency's balance: the booking is confirmed, its seats sold.
    package func pay(
        _ amount: Money, for bookingID: UniqueID, by principal: Principal,
        under claim: IdempotencyClaim?
    ) async throws(BookingError) -> Committed<Reply> {
        try await store.transact(under: claim) { (transaction) async throws(BookingError) in
            let dossier = try await visibleBooking(.id(bookingID), to: principal, in: transaction)
            let isOwner = dossier.booking.customerID == principal.userID
            guard principal.role != .airlineAgent || isOwner else {
                throw .forbidden("Airline agents do not pay for others.")
            }
            let now = try await transaction.now()
            let charge = try rules.charge(amount, for: dossier, by: principal, at: now)
            let payment = Payment(
                id: .random(), bookingID: bookingID, method: .balance,
                agencyID: charge.agency.id, state: .succeeded, amount: amount,
                createdBy: principal.userID, createdAt: now)
            let entry = LedgerEntry(
                id: .random(), agencyID: charge.agency.id, kind: .payment, amount: -amount,
                balanceAfter: charge.agency.balance, paymentID: payment.id,
                createdBy: principal.userID, at: now)
            var decision = Decision(
                writes: [
                    .updateBooking(charge.booking), .addPayment(payment),
                    .post(entry, agency: charge.agency),
                ],
                events: [
                    PaymentEvents.succeeded(payment, for: charge.booking),
                    BookingEvents.confirmed(charge.booking, dossier.flight, by: payment),
                ],
                outcome: Reply(
                    status: 201, location: "/payments/\(payment.id)", version: payment.version,
                    body: PaymentView.object(payment)))
            decision.give(dossier.seats, to: .booked(bookingID), at: now)
            return decision
        }
    }

    /// The booking, locked, if `principal` may see it; throws `bookingNotFound` otherwise.
    func visibleBooking(
        _ key: BookingKey, to principal: Principal, in transaction: any BookingTransaction
    ) async throws(BookingError) -> BookingDossier {
        guard let dossier = try await transaction.booking(key),
            BookingScope(principal).contains(dossier.booking)
        else { throw .bookingNotFound }
        return dossier
    }
}
