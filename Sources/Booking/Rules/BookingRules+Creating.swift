package import Accounts
package import Events

extension BookingRules {
    /// Makes an unpaid booking of the seats that the caller's locks hold.
    package func hold(
        _ request: HoldRequest, in reading: LockReading, by principal: Principal,
        as id: UniqueID, pnr: PNR, at now: Timestamp
    ) throws(BookingError) -> BookingRecord {
        try request.check(self)
        guard let flight = reading.flight else { throw .flightNotFound }
        try requireSale(of: flight, at: now)
        try requireLocks(request, in: reading, of: principal.userID, at: now)
        let passengers = try seated(request, in: reading, on: flight)
        let total = passengers.dropFirst().reduce(passengers[0].price) { $0 + $1.price }
        guard total == request.expectedTotal else { throw .priceChanged(newTotal: total) }
        return BookingRecord(
            id: id, pnr: pnr, type: .hold, status: .pending, paymentStatus: .unpaid,
            ticketing: .none, flightID: flight.id, airline: flight.airline,
            customerID: request.customerID ?? principal.userID, createdBy: principal.userID,
            agencyID: principal.role == .travelAgent ? principal.agencyID : nil,
            passengers: passengers, contact: request.contact, total: total, createdAt: now,
            updatedAt: now,
            expiresAt: min(now + bookingTTL, flight.departure.best - salesEndBefore))
    }

    /// Throws unless `principal` may book for the customer that is named.
    package func requireCustomer(
        _ customer: UniqueID?, by principal: Principal
    ) throws(BookingError) {
        guard let customer, customer != principal.userID else { return }
        switch principal.role {
        case .admin, .airlineAgent, .travelAgent: return
        case .businessOwner, .customer:
            throw .forbidden("Only agents and administrators book for others.")
        }
    }

    private func requireLocks(
        _ request: HoldRequest, in reading: LockReading, of holder: UniqueID, at now: Timestamp
    ) throws(BookingError) {
        let own = reading.locks.filter {
            $0.holderID == holder && $0.flightID == request.flightID && $0.endedAt == nil
        }
        guard own.count == request.seatLockIDs.count else { throw .lockNotFound }
        let places = own.reduce(0) { $0 + $1.places.count }
        guard own.allSatisfy({ $0.expiresAt > now }), reading.seats.count == places else {
            throw .lockExpired
        }
    }

    /// The passengers on the locked seats: by `ref` where a lock names one, the others in order.
    private func seated(
        _ request: HoldRequest, in reading: LockReading, on flight: Flight
    ) throws(BookingError) -> [Passenger] {
        let travellers = request.passengers.count { $0.type.takesSeat }
        guard travellers == reading.seats.count else {
            throw .invalid([
                .init(
                    "/seatLockIds",
                    "\(reading.seats.count) seats are locked for \(travellers) passengers")
            ])
        }
        let ages = request.passengers.enumerated().compactMap { index, passenger in
            passenger.ageViolation(on: flight.serviceDate, at: "/passengers/\(index)")
        }
        guard ages.isEmpty else { throw .invalid(ages) }
        var plan = Seating(reading, party: request.passengers)
        var passengers: [Passenger] = []
        for details in request.passengers {
            let seat = details.type.takesSeat ? plan.seat(for: details.ref) : nil
            let cabin = seat?.cabin ?? plan.lowestCabin
            guard let fare = flight.fare(in: cabin) else { throw .flightNotBookable(flight.status) }
            passengers.append(
                Passenger(
                    id: .random(), ref: details.ref, type: details.type, title: details.title,
                    givenName: details.givenName, familyName: details.familyName,
                    bornOn: details.bornOn, gender: details.gender, seat: seat?.designator,
                    cabin: cabin, price: price(of: details.type, at: fare)))
        }
        return passengers
    }

    /// What a passenger pays where an adult pays `fare`.
    package func price(of type: PassengerType, at fare: Money) -> Money {
        switch type {
        case .adult: fare
        case .child: fare.percent(75)
        case .infantWithoutSeat: fare.percent(10)
        }
    }
}

/// Gives locked seats to passengers.
private struct Seating {
    private var named: [String: Seat] = [:]
    private var others: [Seat] = []
    /// The cabin furthest back: an infant is priced as if it sat there.
    let lowestCabin: Cabin

    init(_ reading: LockReading, party: [PassengerDetails]) {
        let refs = Set(party.filter(\.type.takesSeat).compactMap(\.ref))
        let places = reading.locks.flatMap(\.places)
        for seat in reading.seats {
            let ref = places.first { $0.designator == seat.designator }?.passengerRef
            if let ref, refs.contains(ref), named[ref] == nil {
                named[ref] = seat
            } else {
                others.append(seat)
            }
        }
        lowestCabin = reading.seats.map(\.cabin).max() ?? .economy
        others.reverse()
    }

    mutating func seat(for ref: String?) -> Seat? {
        if let ref, let seat = named[ref] { return seat }
        return others.popLast()
    }
}
