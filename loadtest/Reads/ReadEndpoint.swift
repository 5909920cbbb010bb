/// A read endpoint that is put under load.
enum ReadEndpoint: String, CaseIterable, Sendable {
    case flightsOfDay, flightsOfRoute, flight, seatMap, airport, airlines, health, bookings

    /// For people.
    var label: String {
        switch self {
        case .flightsOfDay: "GET /flights?date"
        case .flightsOfRoute: "GET /flights?origin&destination"
        case .flight: "GET /flights/{id}"
        case .seatMap: "GET /flights/{id}/seat-map"
        case .airport: "GET /airports/{iata}"
        case .airlines: "GET /airlines"
        case .health: "GET /health"
        case .bookings: "GET /bookings"
        }
    }

    /// How much of the load is for it, of 100: as a page with a board and a seat map asks.
    var weight: Int {
        switch self {
        case .flightsOfDay: 20
        case .flightsOfRoute: 20
        case .flight: 20
        case .seatMap: 15
        case .airport: 10
        case .airlines: 5
        case .health: 5
        case .bookings: 5
        }
    }

    /// Whether the hub answers 304 to one who has the current version already.
    var isConditional: Bool {
        switch self {
        case .seatMap, .airport: true
        case .flightsOfDay, .flightsOfRoute, .flight, .airlines, .health, .bookings: false
        }
    }

    /// Whether its answer is for one who is signed in.
    var needsToken: Bool { self == .bookings }
}
