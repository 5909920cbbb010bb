package import Events

extension BookingRules {
    /// Locks free seats of a bookable flight for `holder`: all of `places`, or none.
    package func lock(
        _ places: [SeatLock.Place], in reading: SeatReading, for holder: UniqueID,
        as id: UniqueID, at now: Timestamp
    ) throws(BookingError) -> SeatLock {
        guard (1...partyLimit).contains(places.count) else {
            throw .invalid([.init("/seats", "1 to \(partyLimit) seats")])
        }
        guard Set(places.map(\.designator)).count == places.count else {
            throw .invalid([.init("/seats", "a seat is named twice")])
        }
        guard let flight = reading.flight else { throw .flightNotFound }
        try requireSale(of: flight, at: now)
        let known = Set(reading.seats.map(\.designator))
        let missing = places.map(\.designator).filter { !known.contains($0) }
        guard missing.isEmpty else { throw .seatNotFound(missing.sorted()) }
        let taken = reading.seats.filter { !$0.isFree(at: now) }.map(\.designator)
        guard taken.isEmpty else { throw .seatTaken(taken) }
        return SeatLock(
            id: id, flightID: flight.id, holderID: holder,
            places: places.sorted { $0.designator < $1.designator }, createdAt: now,
            expiresAt: now + seatLockTTL)
    }

    /// Throws unless seats of `flight` can be locked, booked and paid now.
    package func requireSale(of flight: Flight, at now: Timestamp) throws(BookingError) {
        guard flight.status.isBookable, now < flight.departure.best - salesEndBefore else {
            throw .flightNotBookable(flight.status)
        }
    }
}
