package import Events

extension InMemoryBookingStore: BookingQueries {
    package func flights(_ filter: FlightFilter, _ page: PageRequest)
        async throws(BookingError) -> Page<FlightOffer>
    {
        let state = current
        let flights = state.flights.values.filter(filter.matches)
            .map { (item: $0, cursor: PageCursor(time: $0.departure.scheduled, id: $0.id)) }
        let (items, next) = page.cut(flights, ascending: true)
        return Page(items: items.map(state.offer), next: next)
    }

    package func flight(_ id: UniqueID) async throws(BookingError) -> FlightOffer? {
        let state = current
        return state.flights[id].map(state.offer)
    }

    package func seatMapVersion(of flight: UniqueID) async throws(BookingError) -> Int64? {
        current.seatMap(flight)?.version
    }

    package func seatMap(of flight: UniqueID) async throws(BookingError) -> SeatMap? {
        current.seatMap(flight)
    }

    package func board(of airport: AirportCode) async throws(BookingError) -> Board {
        let flights = current.flights.values
        return Board(
            airport: airport,
            departures: flights.filter { $0.departure.airport == airport }
                .sorted { $0.departure.scheduled < $1.departure.scheduled },
            arrivals: flights.filter { $0.arrival.airport == airport }
                .sorted { $0.arrival.scheduled < $1.arrival.scheduled })
    }

    package func bookings(_ filter: BookingFilter, in scope: BookingScope, _ page: PageRequest)
        async throws(BookingError) -> Page<BookingDetail>
    {
        let state = current
        let bookings = state.bookings.values
            .filter { filter.matches($0) && (scope.isUnlimited || scope.contains($0)) }
            .map { (item: $0, cursor: PageCursor(time: $0.createdAt, id: $0.id)) }
        let (items, next) = page.cut(bookings, ascending: false)
        return Page(items: items.compactMap(state.detail), next: next)
    }

    package func booking(_ key: BookingKey) async throws(BookingError) -> BookingDetail? {
        let state = current
        return state.booking(key).flatMap(state.detail)
    }

    package func payment(_ id: UniqueID) async throws(BookingError)
        -> (payment: Payment, booking: BookingRecord)?
    {
        let state = current
        guard let payment = state.payments[id], let booking = state.bookings[payment.bookingID]
        else { return nil }
        return (payment, booking)
    }

    package func agency(_ id: UniqueID) async throws(BookingError) -> Agency? {
        current.agencies[id]
    }

    package func flightsToCheck() async throws(BookingError)
        -> (flights: [Flight], now: Timestamp)
    {
        let state = current
        let window = state.now - .seconds(36 * 3_600)...state.now + .seconds(24 * 3_600)
        let flights = state.flights.values
            .filter { !$0.status.isFinal && window.contains($0.departure.scheduled) }
            .sorted { $0.departure.scheduled < $1.departure.scheduled }
        return (flights, state.now)
    }
}

extension InMemoryBookingState {
    fileprivate func offer(_ flight: Flight) -> FlightOffer {
        let seats = seats[flight.id]?.values.map { $0 } ?? []
        let cabins = Set(seats.map(\.cabin)).sorted().map { cabin in
            CabinAvailability(
                cabin: cabin, capacity: seats.count { $0.cabin == cabin },
                available: seats.count { $0.cabin == cabin && $0.isFree(at: now) })
        }
        return FlightOffer(flight: flight, cabins: cabins)
    }

    fileprivate func seatMap(_ id: UniqueID) -> SeatMap? {
        flights[id].map { flight in
            let seats = (seats[id]?.values.map { $0 } ?? [])
                .sorted { $0.designator < $1.designator }
            return SeatMap(
                flight: flight, seats: seats,
                version: seats.reduce(flight.version) { $0 + $1.version })
        }
    }

    fileprivate func detail(_ booking: BookingRecord) -> BookingDetail? {
        flights[booking.flightID].map {
            BookingDetail(booking: booking, flight: $0, payments: payments(of: booking.id))
        }
    }
}

extension BookingScope {
    fileprivate var isUnlimited: Bool {
        switch self {
        case .all, .redacted: true
        case .agency, .airline, .own: false
        }
    }
}

extension FlightFilter {
    fileprivate func matches(_ flight: Flight) -> Bool {
        (origin ?? flight.departure.airport) == flight.departure.airport
            && (destination ?? flight.arrival.airport) == flight.arrival.airport
            && (date ?? flight.serviceDate) == flight.serviceDate
            && (airline ?? flight.airline) == flight.airline
            && (number ?? flight.number) == flight.number
            && (status ?? flight.status) == flight.status
    }
}

extension BookingFilter {
    fileprivate func matches(_ booking: BookingRecord) -> Bool {
        (status ?? booking.status) == booking.status
            && (paymentStatus ?? booking.paymentStatus) == booking.paymentStatus
            && (pnr ?? booking.pnr) == booking.pnr
            && (customerID ?? booking.customerID) == booking.customerID
            && (flightID ?? booking.flightID) == booking.flightID
            && booking.createdAt >= (from ?? booking.createdAt)
            && (to.map { booking.createdAt < $0 } ?? true)
    }
}

extension PageRequest {
    /// The piece of `items` that is asked for; ids break ties in both directions.
    fileprivate func cut<Item>(
        _ items: [(item: Item, cursor: PageCursor)], ascending: Bool
    ) -> ([Item], PageCursor?) {
        func isBefore(_ left: PageCursor, _ right: PageCursor) -> Bool {
            let (low, high) = ascending ? (left, right) : (right, left)
            return (low.time, low.id.description) < (high.time, high.id.description)
        }
        let rest = items.sorted { isBefore($0.cursor, $1.cursor) }
            .filter { entry in after.map { isBefore($0, entry.cursor) } ?? true }
        let piece = rest.prefix(limit)
        return (piece.map(\.item), rest.count > limit ? piece.last?.cursor : nil)
    }
}
