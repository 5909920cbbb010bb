package import Events

/// What a use case decided after reading: all of it happens, or none.
package struct Decision<Outcome: Sendable>: Sendable {
    /// Changes of state, carried out in order.
    package var writes: [BookingWrite]
    /// Written to the outbox by one INSERT, as the last statement of the transaction.
    package var events: [NewEvent]
    /// What the caller gets when the transaction is committed.
    package var outcome: Outcome

    /// A decision.
    package init(writes: [BookingWrite], events: [NewEvent], outcome: Outcome) {
        self.writes = writes
        self.events = events
        self.outcome = outcome
    }
}

/// The outcome of a transaction that is committed.
package struct Committed<Outcome: Sendable>: Sendable {
    /// What the use case gave.
    package let outcome: Outcome
    /// The database's clock right after COMMIT.
    package let at: Timestamp
    /// Nothing was done: the outcome is that of an earlier request with the same key.
    package let isReplay: Bool

    /// A committed outcome.
    package init(outcome: Outcome, at: Timestamp, isReplay: Bool = false) {
        self.outcome = outcome
        self.at = at
        self.isReplay = isReplay
    }
}

/// One guarded change of state.
///
/// Every record carries its new version; the guard is that the row has the version before it.
/// A row that has not makes the whole transaction run again.
package enum BookingWrite: Hashable, Sendable {
    /// Adds a lock. Its seats are changed by `hold`.
    case addLock(SeatLock)
    /// Marks locks as given back or used.
    case endLocks([UniqueID], at: Timestamp)
    /// Gives these seats, as they were read, a new holding and the next version.
    case hold([Seat], SeatHolding)
    /// Adds a booking with its passengers.
    case addBooking(BookingRecord)
    /// Replaces status, payment status, cancellation and `updatedAt`.
    case updateBooking(BookingRecord)
    /// Gives bookings the next version, because something that they show has changed.
    case touchBookings([BookingSummary], at: Timestamp)
    /// Adds a payment.
    case addPayment(Payment)
    /// Replaces state and refund.
    case updatePayment(Payment)
    /// Appends to the ledger and sets the agency's balance to the entry's.
    case post(LedgerEntry, agency: Agency)
    /// Replaces what can change of a flight.
    case updateFlight(Flight)
}
