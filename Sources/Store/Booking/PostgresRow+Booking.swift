import Booking
import Events

/// Rows become records; `first` is the position of the record's first column.
extension PostgresRow {
    func flight(at first: Int = 0) throws(PostgresError) -> Flight {
        func at(_ offset: Int) -> Column { .position(first + offset) }
        let currency = try currency(at(31))
        let cabins: [Cabin] = try values(at(29))
        let prices = try texts(at(30)).compactMap { Int64($0) }
        guard prices.count == cabins.count else { throw .column("fare_prices") }
        return Flight(
            id: try id(at(0)), airline: try parsed(at(1)) { AirlineCode($0) },
            number: try int(at(2)), serviceDate: try date(at(3)), aircraftType: try text(at(4)),
            departure: try movement(at: first + 5), arrival: try movement(at: first + 14),
            baggage: try textIfPresent(at(23)), status: try value(at(24)),
            statusSource: try value(at(25)), statusReason: try textIfPresent(at(26)),
            delayDrawnAt: try timeIfPresent(at(27)), manualUntil: try timeIfPresent(at(28)),
            fares: zip(cabins, prices).map {
                Fare(cabin: $0, price: Money(minorUnits: $1, currency))
            },
            version: try int64(at(32)))
    }

    private func movement(at first: Int) throws(PostgresError) -> Movement {
        func at(_ offset: Int) -> Column { .position(first + offset) }
        return Movement(
            airport: try parsed(at(0)) { AirportCode($0) }, city: try text(at(1)),
            timeZone: try text(at(2)), offsetMinutes: try int(at(3)), scheduled: try time(at(4)),
            estimated: try timeIfPresent(at(5)), actual: try timeIfPresent(at(6)),
            terminal: try textIfPresent(at(7)), gate: try textIfPresent(at(8)))
    }

    func seat() throws(PostgresError) -> Seat {
        Seat(
            flightID: try id(0), designator: try parsed(1) { SeatDesignator($0) },
            cabin: try value(2), holding: try holding(), version: try int64(7))
    }

    private func holding() throws(PostgresError) -> SeatHolding {
        let state: SeatState = try value(3)
        switch state {
        case .available: return .available
        case .blocked: return .blocked
        case .locked:
            return .locked(lock: try id(4), booking: try idIfPresent(5), until: try time(6))
        case .booked: return .booked(try id(5))
        }
    }

    func lock() throws(PostgresError) -> SeatLock {
        let refs = try texts(4)
        let places = try texts(3).enumerated().compactMap { place, text in
            SeatDesignator(text).map { designator in
                let ref = refs.indices.contains(place) ? refs[place] : ""
                return SeatLock.Place(
                    designator: designator, passengerRef: ref.isEmpty ? nil : ref)
            }
        }
        return SeatLock(
            id: try id(0), flightID: try id(1), holderID: try id(2), places: places,
            createdAt: try time(5), expiresAt: try time(6), endedAt: try timeIfPresent(7))
    }

    /// A booking with `passengers`, in their order.
    func booking(
        at first: Int = 0, passengers: [Passenger]
    ) throws(PostgresError) -> BookingRecord {
        func at(_ offset: Int) -> Column { .position(first + offset) }
        return BookingRecord(
            id: try id(at(0)), pnr: try parsed(at(1)) { PNR($0) }, type: try value(at(2)),
            status: try value(at(3)), paymentStatus: try value(at(4)),
            ticketing: try value(at(5)), flightID: try id(at(6)),
            airline: try parsed(at(7)) { AirlineCode($0) }, customerID: try id(at(8)),
            createdBy: try id(at(9)), agencyID: try idIfPresent(at(10)), passengers: passengers,
            contact: Contact(email: try text(at(11)), phone: try textIfPresent(at(12))),
            total: Money(minorUnits: try int64(at(13)), try currency(at(14))),
            createdAt: try time(at(15)), updatedAt: try time(at(16)),
            expiresAt: try time(at(17)), cancellation: try cancellation(at: first + 18),
            version: try int64(at(21)))
    }

    private func cancellation(
        at first: Int
    ) throws(PostgresError) -> BookingRecord.Cancellation? {
        guard let at = try timeIfPresent(.position(first + 2)) else { return nil }
        return BookingRecord.Cancellation(
            reason: try value(.position(first)), by: try id(.position(first + 1)), at: at)
    }

    /// A passenger of a booking in `currency`.
    func passenger(_ currency: Currency) throws(PostgresError) -> Passenger {
        Passenger(
            id: try id(0), ref: try textIfPresent(1), type: try value(2),
            title: try valueIfPresent(3), givenName: try text(4), familyName: try text(5),
            bornOn: try date(6), gender: try valueIfPresent(7),
            seat: try textIfPresent(8).flatMap { SeatDesignator($0) }, cabin: try value(9),
            price: Money(minorUnits: try int64(10), currency))
    }

    func payment() throws(PostgresError) -> Payment {
        let currency = try currency(6)
        var refund: Payment.Refund?
        if let at = try timeIfPresent(11) {
            refund = Payment.Refund(
                id: try id(9), amount: Money(minorUnits: try int64(10), currency), at: at)
        }
        return Payment(
            id: try id(0), bookingID: try id(1), method: try value(2), agencyID: try id(3),
            state: try value(4), amount: Money(minorUnits: try int64(5), currency),
            createdBy: try id(7), createdAt: try time(8), refund: refund,
            version: try int64(12))
    }

    func agency() throws(PostgresError) -> Agency {
        Agency(
            id: try id(0), name: try text(1),
            balance: Money(minorUnits: try int64(2), try currency(3)), version: try int64(4))
    }

    func currency(_ column: Column) throws(PostgresError) -> Currency {
        try parsed(column) { Currency($0) }
    }

    /// A value of an enumeration by its name.
    func value<Value: RawRepresentable>(
        _ column: Column
    ) throws(PostgresError) -> Value where Value.RawValue == String {
        try parsed(column) { Value(rawValue: $0) }
    }

    private func valueIfPresent<Value: RawRepresentable>(
        _ column: Column
    ) throws(PostgresError) -> Value? where Value.RawValue == String {
        guard try !isNull(column) else { return nil }
        return try value(column) as Value
    }

    private func values<Value: RawRepresentable>(
        _ column: Column
    ) throws(PostgresError) -> [Value] where Value.RawValue == String {
        try texts(column).compactMap { Value(rawValue: $0) }
    }

    private func parsed<Value>(
        _ column: Column, _ parse: (String) -> Value?
    ) throws(PostgresError) -> Value {
        guard let value = parse(try text(column)) else { throw column.error }
        return value
    }
}
