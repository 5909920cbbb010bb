package import Accounts
package import Events

extension BookingOffice {
    /// Locks seats of a flight for `principal`: all of `places`, or none.
    package func lockSeats(
        _ places: [SeatLock.Place], of flightID: UniqueID, by principal: Principal,
        under claim: IdempotencyClaim?
    ) async throws(BookingError) -> Committed<Reply> {
        try await store.transact(under: claim) { (transaction) async throws(BookingError) in
            let reading = try await transaction.seats(places.map(\.designator), of: flightID)
            let now = try await transaction.now()
            let lock = try rules.lock(
                places, in: reading, for: principal.userID, as: .random(), at: now)
            var decision = Decision(
                writes: [.addLock(lock)], events: [],
                outcome: Reply(
                    status: 201, location: "/seat-locks/\(lock.id)",
                    body: SeatLockView.object(lock)))
            decision.give(
                reading.seats, to: .locked(lock: lock.id, booking: nil, until: lock.expiresAt),
                at: now)
            return decision
        }
    }

    /// Gives a lock's seats back.
    ///
    /// Throws `lockNotFound` for a lock of somebody else, and for one that was given back or used;
    /// a lapsed one is given back without a word.
    package func releaseLock(
        _ id: UniqueID, by principal: Principal
    ) async throws(BookingError) -> Committed<Reply> {
        try await store.transact { (transaction) async throws(BookingError) in
            let reading = try await transaction.locks([id], of: nil)
            let now = try await transaction.now()
            guard let lock = reading.locks.first, lock.holderID == principal.userID,
                lock.endedAt == nil
            else { throw .lockNotFound }
            var decision = Decision(
                writes: [.endLocks([id], at: now)], events: [], outcome: Reply(status: 204))
            decision.give(reading.seats, to: .available, at: now)
            return decision
        }
    }

    /// Frees seats whose locks have lapsed; the number of seats, at most the sweep's limit.
    package func releaseLapsedSeats() async throws(BookingError) -> Int {
        try await store.transact { (transaction) async throws(BookingError) in
            let seats = try await transaction.lapsedSeats(limit: rules.sweepLimit)
            let now = try await transaction.now()
            var decision = Decision(writes: [], events: [], outcome: seats.count)
            decision.give(seats, to: .available, at: now)
            return decision
        }.outcome
    }
}
