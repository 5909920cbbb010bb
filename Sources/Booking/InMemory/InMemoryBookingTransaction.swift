import Events

/// Reads of one transaction over a copy of the state.
struct InMemoryBookingTransaction: BookingTransaction {
    let state: InMemoryBookingState

    func now() async throws(BookingError) -> Timestamp { state.now }

    func seats(_ designators: [SeatDesignator], of flight: UniqueID)
        async throws(BookingError) -> SeatReading
    {
        let seats = designators.compactMap { state.seats[flight]?[$0] }
        return SeatReading(
            flight: state.flights[flight], seats: seats.sorted { $0.designator < $1.designator })
    }

    func locks(_ ids: [UniqueID], of flight: UniqueID?)
        async throws(BookingError) -> LockReading
    {
        let locks = ids.compactMap { state.locks[$0] }
        let flights = Set(locks.map(\.flightID))
        let seats = flights.flatMap { state.seats[$0]?.values.map { $0 } ?? [] }
            .filter { seat in
                guard case .locked(let lock, nil, _) = seat.holding else { return false }
                return ids.contains(lock)
            }
        return LockReading(
            flight: (flight ?? locks.first?.flightID).flatMap { state.flights[$0] },
            locks: locks, seats: seats.sorted { $0.designator < $1.designator })
    }

    func booking(_ key: BookingKey) async throws(BookingError) -> BookingDossier? {
        state.booking(key).flatMap(state.dossier)
    }

    func lapsedBookings(limit: Int) async throws(BookingError) -> [BookingDossier] {
        state.bookings.values
            .filter { $0.status == .pending && $0.expiresAt <= state.now }
            .sorted { $0.expiresAt < $1.expiresAt }.prefix(limit).compactMap(state.dossier)
    }

    func lapsedSeats(limit: Int) async throws(BookingError) -> [Seat] {
        let lapsed = state.seats.values.flatMap(\.values).filter { seat in
            guard case .locked(_, nil, let until) = seat.holding else { return false }
            return until <= state.now
        }
        return Array(lapsed.prefix(limit))
    }

    func flight(_ id: UniqueID) async throws(BookingError) -> FlightDossier? {
        state.flights[id].map { flight in
            let bookings = state.bookings.values
                .filter { $0.flightID == id && $0.status == .confirmed }
            return FlightDossier(flight: flight, bookings: bookings.map(BookingSummary.init))
        }
    }

    func agency(_ id: UniqueID) async throws(BookingError) -> Agency? { state.agencies[id] }

    func hasAccount(_ id: UniqueID) async throws(BookingError) -> Bool {
        state.accounts.contains(id)
    }
}

extension InMemoryBookingState {
    func booking(_ key: BookingKey) -> BookingRecord? {
        switch key {
        case .id(let id): bookings[id]
        case .pnr(let pnr): bookings.values.first { $0.pnr == pnr }
        }
    }

    func payments(of booking: UniqueID) -> [Payment] {
        payments.values.filter { $0.bookingID == booking }.sorted { $0.createdAt < $1.createdAt }
    }

    func dossier(_ booking: BookingRecord) -> BookingDossier? {
        flights[booking.flightID].map { flight in
            let seats = (seats[flight.id]?.values.map { $0 } ?? []).filter { seat in
                switch seat.holding {
                case .locked(_, let holder, _): holder == booking.id
                case .booked(let holder): holder == booking.id
                case .available, .blocked: false
                }
            }
            return BookingDossier(
                booking: booking, flight: flight,
                seats: seats.sorted { $0.designator < $1.designator },
                payments: payments(of: booking.id),
                agency: booking.agencyID.flatMap { agencies[$0] })
        }
    }
}

extension BookingSummary {
    /// The summary of a booking.
    init(_ booking: BookingRecord) {
        self.init(
            id: booking.id, pnr: booking.pnr, status: booking.status,
            paymentStatus: booking.paymentStatus, airline: booking.airline,
            customerID: booking.customerID, agencyID: booking.agencyID, version: booking.version)
    }
}
