package import Events

/// One end of a flight: a departure or an arrival, with its times.
package struct Movement: Hashable, Sendable {
    /// Where.
    package let airport: AirportCode
    /// The airport's city, for boards.
    package let city: String
    /// The airport's IANA time zone.
    package let timeZone: String
    /// Minutes by which the airport's clock is ahead of UTC at the scheduled time.
    package let offsetMinutes: Int
    /// As published (off block, on block).
    package var scheduled: Timestamp
    /// As expected, when that differs.
    package var estimated: Timestamp?
    /// As it happened.
    package var actual: Timestamp?
    /// The terminal, when known.
    package var terminal: String?
    /// The gate, when known.
    package var gate: String?

    /// A movement with these values.
    package init(
        airport: AirportCode, city: String, timeZone: String, offsetMinutes: Int,
        scheduled: Timestamp, estimated: Timestamp? = nil, actual: Timestamp? = nil,
        terminal: String? = nil, gate: String? = nil
    ) {
        self.airport = airport
        self.city = city
        self.timeZone = timeZone
        self.offsetMinutes = offsetMinutes
        self.scheduled = scheduled
        self.estimated = estimated
        self.actual = actual
        self.terminal = terminal
        self.gate = gate
    }

    /// The best known time: actual, else estimated, else scheduled.
    package var best: Timestamp { actual ?? estimated ?? scheduled }
}

/// The price of an adult's seat in one cabin.
package struct Fare: Hashable, Sendable {
    /// The cabin.
    package let cabin: Cabin
    /// For an adult.
    package let price: Money

    /// A fare.
    package init(cabin: Cabin, price: Money) {
        self.cabin = cabin
        self.price = price
    }
}

/// A flight of the house inventory on one day.
package struct Flight: Hashable, Sendable {
    /// Its name.
    package let id: UniqueID
    /// Who flies it.
    package let airline: AirlineCode
    /// The number after the airline's code.
    package let number: Int
    /// The day of departure at the origin.
    package let serviceDate: CivilDate
    /// The IATA code of the aircraft type, a key of `AircraftType.known`.
    package let aircraftType: String
    /// Where and when it leaves.
    package var departure: Movement
    /// Where and when it arrives.
    package var arrival: Movement
    /// The belt, when known.
    package var baggage: String?
    /// Where it is in its day.
    package var status: FlightStatus
    /// What gave it the status.
    package var statusSource: StatusSource
    /// Why it is late or cancelled, when somebody said.
    package var statusReason: String?
    /// When the one draw of a simulated delay was made.
    package var delayDrawnAt: Timestamp?
    /// Until then the job leaves a status alone that a person set.
    package var manualUntil: Timestamp?
    /// One for each cabin that is for sale, in one currency.
    package var fares: [Fare]
    /// The row's version.
    package var version: Int64

    /// A flight with these values.
    package init(
        id: UniqueID, airline: AirlineCode, number: Int, serviceDate: CivilDate,
        aircraftType: String, departure: Movement, arrival: Movement, baggage: String? = nil,
        status: FlightStatus = .scheduled, statusSource: StatusSource = .job,
        statusReason: String? = nil, delayDrawnAt: Timestamp? = nil,
        manualUntil: Timestamp? = nil, fares: [Fare], version: Int64 = 1
    ) {
        self.id = id
        self.airline = airline
        self.number = number
        self.serviceDate = serviceDate
        self.aircraftType = aircraftType
        self.departure = departure
        self.arrival = arrival
        self.baggage = baggage
        self.status = status
        self.statusSource = statusSource
        self.statusReason = statusReason
        self.delayDrawnAt = delayDrawnAt
        self.manualUntil = manualUntil
        self.fares = fares
        self.version = version
    }

    /// Airline and number, as on a ticket: `BA117`.
    package var flightNumber: String { "\(airline)\(number)" }

    /// Whole minutes by which the best known departure is behind the schedule; never negative.
    package var delayMinutes: Int {
        let microseconds = departure.best.microseconds - departure.scheduled.microseconds
        return max(0, Int(microseconds / 60_000_000))
    }

    /// The price of an adult's seat in `cabin`.
    package func fare(in cabin: Cabin) -> Money? {
        fares.first { $0.cabin == cabin }?.price
    }
}

/// How full a cabin of a flight is.
package struct CabinAvailability: Hashable, Sendable {
    /// The cabin.
    package let cabin: Cabin
    /// Its seats.
    package let capacity: Int
    /// Those that can be taken now.
    package let available: Int

    /// The occupancy of a cabin.
    package init(cabin: Cabin, capacity: Int, available: Int) {
        self.cabin = cabin
        self.capacity = capacity
        self.available = available
    }
}

/// A flight with how full it is.
package struct FlightOffer: Hashable, Sendable {
    /// The flight.
    package let flight: Flight
    /// Its cabins, from the front.
    package let cabins: [CabinAvailability]

    /// A flight and its cabins.
    package init(flight: Flight, cabins: [CabinAvailability]) {
        self.flight = flight
        self.cabins = cabins
    }
}
