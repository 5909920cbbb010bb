package import Accounts
import Events

extension BookingOffice {
    /// Cancels a booking: its seats become free, and what was paid goes back to the balance.
    package func cancel(
        _ key: BookingKey, because reason: CancellationReason, by principal: Principal,
        under claim: IdempotencyClaim?
    ) async throws(BookingError) -> Committed<Reply> {
        try await store.transact(under: claim) { (transaction) async throws(BookingError) in
            let dossier = try await visibleBooking(key, to: principal, in: transaction)
            let now = try await transaction.now()
            let booking = try rules.cancelled(
                dossier, because: reason, by: principal.userID, at: now)
            var decision = Decision(
                writes: [.updateBooking(booking)], events: [], outcome: Reply(status: 200))
            let payments = decision.refund(dossier, by: principal.userID, at: now)
            let refund = payments.compactMap(\.refund).last
            decision.events.insert(
                BookingEvents.cancelled(booking, dossier.flight, refund: refund), at: 0)
            decision.give(dossier.seats, to: .available, at: now)
            decision.outcome = Reply(
                status: 200, version: booking.version,
                body: BookingView.object(booking, dossier.flight, payments))
            return decision
        }
    }
}

extension Decision {
    /// Puts what was paid back on the agency's account; the payments after that.
    fileprivate mutating func refund(
        _ dossier: BookingDossier, by person: UniqueID, at now: Timestamp
    ) -> [Payment] {
        guard var agency = dossier.agency else { return dossier.payments }
        return dossier.payments.map { payment in
            guard payment.state == .succeeded else { return payment }
            let refund = Payment.Refund(id: .random(), amount: payment.amount, at: now)
            var payment = payment
            payment.state = .refunded
            payment.refund = refund
            payment.version += 1
            agency.balance = agency.balance + payment.amount
            agency.version += 1
            let entry = LedgerEntry(
                id: refund.id, agencyID: agency.id, kind: .refund, amount: payment.amount,
                balanceAfter: agency.balance, paymentID: payment.id, createdBy: person, at: now)
            writes += [.updatePayment(payment), .post(entry, agency: agency)]
            events.append(PaymentEvents.refunded(payment, refund, for: dossier.booking))
            return payment
        }
    }
}
