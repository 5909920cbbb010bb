package import Accounts
package import Events

/// A payment that is due now, with the account that it comes from.
package struct BalanceCharge: Hashable, Sendable {
    /// The agency after the payment.
    package let agency: Agency
    /// The booking after the payment.
    package let booking: BookingRecord
}

extension BookingRules {
    /// Pays a held booking from its agency's balance.
    package func charge(
        _ amount: Money, for dossier: BookingDossier, by principal: Principal, at now: Timestamp
    ) throws(BookingError) -> BalanceCharge {
        var booking = dossier.booking
        try requirePayable(dossier, at: now)
        guard amount == booking.total else { throw .paymentAmountMismatch(due: booking.total) }
        var agency = try payingAgency(of: dossier, by: principal)
        guard agency.balance.minorUnits >= amount.minorUnits else { throw .insufficientBalance }
        agency.balance = agency.balance + -amount
        agency.version += 1
        booking.status = .confirmed
        booking.paymentStatus = .paid
        booking.updatedAt = now
        booking.version += 1
        return BalanceCharge(agency: agency, booking: booking)
    }

    private func requirePayable(
        _ dossier: BookingDossier, at now: Timestamp
    ) throws(BookingError) {
        switch dossier.booking.status {
        case .confirmed: throw .alreadyPaid
        case .cancelled: throw .alreadyCancelled
        case .expired: throw .bookingExpired
        case .pending: break
        }
        // Seats of a lapsed booking may be somebody else's already.
        guard now < dossier.booking.expiresAt,
            dossier.seats.count == dossier.booking.seats.count
        else { throw .bookingExpired }
        guard dossier.flight.status.isBookable else {
            throw .stateConflict("The flight is \(dossier.flight.status.rawValue).")
        }
    }

    private func payingAgency(
        of dossier: BookingDossier, by principal: Principal
    ) throws(BookingError) -> Agency {
        guard let agency = dossier.agency else {
            throw .paymentMethodUnavailable("No agency made this booking.")
        }
        let isOwn = principal.role == .travelAgent && principal.agencyID == agency.id
        guard isOwn || principal.role == .admin else {
            throw .paymentMethodUnavailable("Only the agency can pay from its balance.")
        }
        guard agency.balance.currency == dossier.booking.total.currency else {
            throw .paymentMethodUnavailable(
                "The agency's account is in \(agency.balance.currency).")
        }
        return agency
    }
}
