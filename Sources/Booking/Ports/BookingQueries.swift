package import Events

/// Reads without locks.
///
/// Every call is one statement, or several in one snapshot; each throws nothing but `unavailable`.
package protocol BookingQueries: Sendable {
    /// Flights by scheduled departure.
    func flights(_ filter: FlightFilter, _ page: PageRequest)
        async throws(BookingError) -> Page<FlightOffer>

    /// One flight.
    func flight(_ id: UniqueID) async throws(BookingError) -> FlightOffer?

    /// A number that rises with every change of any of the flight's seats or of the flight; nil
    /// when there is no such flight. Cheaper than the map.
    func seatMapVersion(of flight: UniqueID) async throws(BookingError) -> Int64?

    /// The flight's seats with the version that they have together.
    func seatMap(of flight: UniqueID) async throws(BookingError) -> SeatMap?

    /// What an airport's board shows now.
    func board(of airport: AirportCode) async throws(BookingError) -> Board

    /// Bookings that `scope` allows, the newest first.
    func bookings(_ filter: BookingFilter, in scope: BookingScope, _ page: PageRequest)
        async throws(BookingError) -> Page<BookingDetail>

    /// One booking, whoever asks; the use case checks the right.
    func booking(_ key: BookingKey) async throws(BookingError) -> BookingDetail?

    /// One payment and its booking, whoever asks; the use case checks the right.
    func payment(_ id: UniqueID) async throws(BookingError)
        -> (payment: Payment, booking: BookingRecord)?

    /// One agency.
    func agency(_ id: UniqueID) async throws(BookingError) -> Agency?

    /// Flights that the status job looks at, with the clock they were read at: not in a final
    /// status, scheduled departure from 36 h ago to 24 h ahead, by scheduled departure.
    func flightsToCheck() async throws(BookingError) -> (flights: [Flight], now: Timestamp)
}

/// What flights are asked for; nil allows every value.
package struct FlightFilter: Hashable, Sendable {
    /// Where it departs and arrives.
    package var origin: AirportCode?
    package var destination: AirportCode?
    /// The day of departure at the origin.
    package var date: CivilDate?
    package var airline: AirlineCode?
    /// The number after the airline's code.
    package var number: Int?
    package var status: FlightStatus?

    /// Every flight.
    package init() {}
}

/// What bookings are asked for; nil allows every value.
package struct BookingFilter: Hashable, Sendable {
    /// What the booking has to be, or to belong to.
    package var status: BookingStatus?
    package var paymentStatus: PaymentStatus?
    package var pnr: PNR?
    package var customerID: UniqueID?
    package var flightID: UniqueID?
    /// Made at or after.
    package var from: Timestamp?
    /// Made before.
    package var to: Timestamp?

    /// Every booking.
    package init() {}
}

/// A flight's seats at one moment.
package struct SeatMap: Hashable, Sendable {
    /// The flight.
    package let flight: Flight
    /// Its seats, in order.
    package let seats: [Seat]
    /// Rises with every change of any of them, or of the flight.
    package let version: Int64

    /// A seat map.
    package init(flight: Flight, seats: [Seat], version: Int64) {
        self.flight = flight
        self.seats = seats
        self.version = version
    }
}

/// The flights of an airport's board.
package struct Board: Hashable, Sendable {
    /// The airport.
    package let airport: AirportCode
    /// By scheduled departure.
    package let departures: [Flight]
    /// By scheduled arrival.
    package let arrivals: [Flight]

    /// A board.
    package init(airport: AirportCode, departures: [Flight], arrivals: [Flight]) {
        self.airport = airport
        self.departures = departures
        self.arrivals = arrivals
    }
}

/// A booking with what a view of it needs.
package struct BookingDetail: Hashable, Sendable {
    /// The booking with its passengers.
    package let booking: BookingRecord
    /// Its flight.
    package let flight: Flight
    /// Its payments, the oldest first.
    package let payments: [Payment]

    /// A booking with its flight and payments.
    package init(booking: BookingRecord, flight: Flight, payments: [Payment]) {
        self.booking = booking
        self.flight = flight
        self.payments = payments
    }
}
