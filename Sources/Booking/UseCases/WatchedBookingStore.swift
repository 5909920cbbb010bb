package import Events
import Synchronization

/// A booking store that says which flights a transaction has changed, before its caller hears that
/// it is over.
///
/// It says so after a failure as well: a commit whose answer was lost may have happened.
package struct WatchedBookingStore: BookingStore {
    private let store: any BookingStore
    private let changed: @Sendable (Set<UniqueID>) -> Void

    /// The transactions of `store`; `changed` is called with the flights that had something
    /// written to them, or to their seats.
    package init(
        _ store: any BookingStore, changed: @escaping @Sendable (Set<UniqueID>) -> Void
    ) {
        self.store = store
        self.changed = changed
    }

    package func transact<Outcome: Sendable>(
        _ body: (any BookingTransaction) async throws(BookingError) -> Decision<Outcome>
    ) async throws(BookingError) -> Committed<Outcome> {
        let touched = Touched()
        defer { report(touched) }
        return try await store.transact { (transaction) async throws(BookingError) in
            let decision = try await body(transaction)
            touched.add(decision.writes)
            return decision
        }
    }

    package func transact(
        _ claim: IdempotencyClaim,
        _ body: (any BookingTransaction) async throws(BookingError) -> Decision<Reply>
    ) async throws(BookingError) -> Committed<Reply> {
        let touched = Touched()
        defer { report(touched) }
        return try await store.transact(claim) { (transaction) async throws(BookingError) in
            let decision = try await body(transaction)
            touched.add(decision.writes)
            return decision
        }
    }

    private func report(_ touched: Touched) {
        let flights = touched.flights
        if !flights.isEmpty { changed(flights) }
    }

    /// The flights of every run of a transaction's body.
    private final class Touched: Sendable {
        private let collected = Mutex<Set<UniqueID>>([])

        var flights: Set<UniqueID> { collected.withLock { $0 } }

        func add(_ writes: [BookingWrite]) {
            collected.withLock { flights in
                for write in writes { flights.formUnion(write.shownFlights) }
            }
        }
    }
}

extension BookingWrite {
    /// The flights whose public state the write changes.
    fileprivate var shownFlights: [UniqueID] {
        switch self {
        case .hold(let seats, _): seats.map(\.flightID)
        case .updateFlight(let flight): [flight.id]
        case .addLock, .endLocks, .addBooking, .updateBooking, .touchBookings, .addPayment,
            .updatePayment, .post:
            []
        }
    }
}
