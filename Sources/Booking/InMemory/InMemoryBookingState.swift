package import Events

/// Everything that an in-memory store holds, as one value.
package struct InMemoryBookingState: Sendable {
    /// The clock that transactions read; tests move it.
    package var now: Timestamp
    /// Flights by id.
    package var flights: [UniqueID: Flight] = [:]
    /// The seats of each flight.
    package var seats: [UniqueID: [SeatDesignator: Seat]] = [:]
    /// Bookings by id.
    package var bookings: [UniqueID: BookingRecord] = [:]
    /// Payments by id.
    package var payments: [UniqueID: Payment] = [:]
    /// Agencies by id.
    package var agencies: [UniqueID: Agency] = [:]
    /// The ledger, the oldest entry first.
    package var ledger: [LedgerEntry] = []
    /// The accounts that there are.
    package var accounts: Set<UniqueID> = []
    /// Every event, in the order of the commits.
    package var outbox: [NewEvent] = []
    var locks: [UniqueID: SeatLock] = [:]
    var replies: [ReplyKey: StoredReply] = [:]
    var generation = 0

    struct ReplyKey: Hashable {
        let principal: UniqueID
        let key: String
    }

    struct StoredReply {
        let fingerprint: [UInt8]
        let reply: Reply
    }

    /// An empty state at a time.
    package init(now: Timestamp) {
        self.now = now
    }

    /// Adds a flight with every seat of its aircraft, all of them free.
    package mutating func add(_ flight: Flight) {
        flights[flight.id] = flight
        let places = AircraftType.known[flight.aircraftType]?.layout.seats ?? []
        seats[flight.id] = Dictionary(
            places.map { designator, cabin in
                let seat = Seat(
                    flightID: flight.id, designator: designator, cabin: cabin,
                    holding: .available, version: 1)
                return (designator, seat)
            }, uniquingKeysWith: { first, _ in first })
    }
}

extension InMemoryBookingState {
    /// Carries out one write.
    ///
    /// Guards are not needed: a transaction that others overtook runs again.
    mutating func apply(_ write: BookingWrite) {
        switch write {
        case .addLock(let lock): locks[lock.id] = lock
        case .endLocks(let ids, let time): for id in ids { locks[id]?.endedAt = time }
        case .hold(let held, let holding):
            for var seat in held {
                seat.holding = holding
                seat.version += 1
                seats[seat.flightID, default: [:]][seat.designator] = seat
            }
        case .addBooking(let booking), .updateBooking(let booking): bookings[booking.id] = booking
        case .touchBookings(let touched, let time):
            for summary in touched {
                bookings[summary.id]?.version = summary.version
                bookings[summary.id]?.updatedAt = time
            }
        case .addPayment(let payment), .updatePayment(let payment): payments[payment.id] = payment
        case .post(let entry, let agency):
            ledger.append(entry)
            agencies[agency.id] = agency
        case .updateFlight(let flight): flights[flight.id] = flight
        }
    }
}
