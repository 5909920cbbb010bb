package import Accounts
import Events

extension BookingOffice {
    /// Makes an unpaid booking of seats that `principal` has locked.
    package func hold(
        _ request: HoldRequest, by principal: Principal, under claim: IdempotencyClaim?
    ) async throws(BookingError) -> Committed<Reply> {
        try rules.requireCustomer(request.customerID, by: principal)
        try request.check(rules)
        return try await store.transact(under: claim) {
            (transaction) async throws(BookingError) in
            let reading = try await transaction.locks(request.seatLockIDs, of: request.flightID)
            let now = try await transaction.now()
            if let customer = request.customerID, customer != principal.userID {
                guard try await transaction.hasAccount(customer) else {
                    throw .invalid([.init("/customerId", "there is no such account")])
                }
            }
            var generator = SystemRandomNumberGenerator()
            let booking = try rules.hold(
                request, in: reading, by: principal, as: .random(),
                pnr: PNR(using: &generator), at: now)
            guard let flight = reading.flight else { throw .flightNotFound }
            var decision = Decision(
                writes: [.addBooking(booking), .endLocks(request.seatLockIDs, at: now)],
                events: [BookingEvents.created(booking, flight)],
                outcome: Reply(
                    status: 201, location: "/bookings/\(booking.id)", version: booking.version,
                    body: BookingView.object(booking, flight, [])))
            for lock in reading.locks {
                let seats = reading.seats.filter { seat in
                    lock.places.contains { $0.designator == seat.designator }
                }
                decision.give(
                    seats,
                    to: .locked(lock: lock.id, booking: booking.id, until: booking.expiresAt),
                    at: now)
            }
            return decision
        }
    }
}
