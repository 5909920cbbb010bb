extension BookingOffice {
    /// Expires unpaid bookings whose time is over, and frees those of their seats that they still
    /// hold; the number of bookings, at most the sweep's limit.
    package func expireBookings() async throws(BookingError) -> Int {
        try await store.transact { (transaction) async throws(BookingError) in
            let dossiers = try await transaction.lapsedBookings(limit: rules.sweepLimit)
            let now = try await transaction.now()
            var decision = Decision(writes: [], events: [], outcome: 0)
            for dossier in dossiers {
                guard let booking = rules.expired(dossier.booking, at: now) else { continue }
                decision.outcome += 1
                decision.writes.append(.updateBooking(booking))
                decision.events.append(
                    BookingEvents.expired(booking, dossier.flight, released: dossier.seats))
                decision.give(dossier.seats, to: .available, at: now)
            }
            return decision
        }.outcome
    }
}
