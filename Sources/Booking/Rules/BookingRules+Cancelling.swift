package import Events

extension BookingRules {
    /// The booking after it was cancelled.
    package func cancelled(
        _ dossier: BookingDossier, because reason: CancellationReason, by person: UniqueID,
        at now: Timestamp
    ) throws(BookingError) -> BookingRecord {
        var booking = dossier.booking
        switch booking.status {
        case .cancelled: throw .alreadyCancelled
        case .expired: throw .bookingExpired
        case .pending, .confirmed: break
        }
        switch dossier.flight.status {
        case .inAir, .landed, .diverted: throw .stateConflict("The flight has departed.")
        case .scheduled, .delayed, .boarding, .cancelled: break
        }
        booking.status = .cancelled
        if booking.paymentStatus == .paid { booking.paymentStatus = .refunded }
        booking.cancellation = .init(reason: reason, by: person, at: now)
        booking.updatedAt = now
        booking.version += 1
        return booking
    }

    /// The booking after its time was over; nil when it is not, or the booking is not unpaid.
    package func expired(_ booking: BookingRecord, at now: Timestamp) -> BookingRecord? {
        guard booking.status == .pending, booking.expiresAt <= now else { return nil }
        var booking = booking
        booking.status = .expired
        booking.updatedAt = now
        booking.version += 1
        return booking
    }
}
