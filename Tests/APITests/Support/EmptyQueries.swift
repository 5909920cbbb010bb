import Booking
import Events

/// A store without flights and bookings.
struct EmptyQueries: BookingQueries {
    func flights(_ filter: FlightFilter, _ page: PageRequest) -> Page<FlightOffer> {
        Page(items: [], next: nil)
    }
    func flight(_ id: UniqueID) -> FlightOffer? { nil }
    func seatMapVersion(of flight: UniqueID) -> Int64? { nil }
    func seatMap(of flight: UniqueID) -> SeatMap? { nil }
    func board(of airport: AirportCode) -> Board {
        Board(airport: airport, departures: [], arrivals: [])
    }
    func bookings(
        _ filter: BookingFilter, in scope: BookingScope, _ page: PageRequest
    ) -> Page<BookingDetail> {
        Page(items: [], next: nil)
    }
    func booking(_ key: BookingKey) -> BookingDetail? { nil }
    func payment(_ id: UniqueID) -> (payment: Payment, booking: BookingRecord)? { nil }
    func agency(_ id: UniqueID) -> Agency? { nil }
    func flightsToCheck() -> (flights: [Flight], now: Timestamp) {
        ([], Timestamp(seconds: 0))
    }
}
