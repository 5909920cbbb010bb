import Booking
import Events
import JSON
import Testing

@Suite struct ViewTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `a flight is shown with local times and what is known`() throws {
        var flight = try Samples.flight()
        flight.departure.estimated = flight.departure.scheduled + .seconds(1_200)
        #expect(
            text(FlightView.entry(flight)) == """
                {"flightId":"\(flight.id)","flightNumber":"BA117","airline":"BA",\
                "date":"2026-11-19","origin":"LHR","destination":"JFK","status":"scheduled",\
                "statusSource":"job","delayMinutes":20,"departure":{"airport":"LHR",\
                "city":"London","timeZone":"Europe/London",\
                "scheduled":"2026-11-19T12:06:40+01:00","estimated":"2026-11-19T12:26:40+01:00",\
                "terminal":"5","gate":"B32"},"arrival":{"airport":"JFK","city":"New York",\
                "timeZone":"America/New_York","scheduled":"2026-11-19T15:06:40-04:00"},\
                "aircraft":{"type":"320","name":"Airbus A320"},"source":"house","version":1}
                """)
    }

    @Test func `seats are grouped by cabin, row and aisle, without their holders`() throws {
        let until = Samples.now + .seconds(60)
        let seats = [
            try Samples.seat("4A"),
            try Samples.seat("7C", .locked(lock: .random(), booking: .random(), until: until)),
            try Samples.seat("7D", .booked(.random())),
        ]
        let map = SeatMap(flight: try Samples.flight(), seats: seats, version: 9)
        #expect(
            text(SeatMapView.object(map)) == """
                {"flightId":"\(Samples.flightID)","flightNumber":"BA117","version":9,"cabins":[\
                {"cabin":"business","price":{"amount":"1000.00","currency":"USD"},"rows":[\
                {"row":4,"sections":[{"elements":[{"type":"seat","designator":"4A",\
                "cabin":"business","state":"available","version":1}]},{"elements":[]}]}]},\
                {"cabin":"economy","price":{"amount":"333.33","currency":"USD"},"rows":[\
                {"row":7,"sections":[{"elements":[{"type":"seat","designator":"7C",\
                "cabin":"economy","state":"locked","version":1,\
                "expiresAt":"2026-11-18T11:07:40.000Z"}]},{"elements":[{"type":"seat",\
                "designator":"7D","cabin":"economy","state":"booked","version":1}]}]}]}]}
                """)
        #expect(text(SeatMapView.object(map, only: .business)).contains("economy") == false)
    }

    @Test func `an empty board is two empty lists`() throws {
        let board = Board(airport: try #require(AirportCode("LHR")), departures: [], arrivals: [])
        #expect(
            text(BoardView.object(board)) == #"{"airport":"LHR","departures":[],"arrivals":[]}"#)
    }
}
