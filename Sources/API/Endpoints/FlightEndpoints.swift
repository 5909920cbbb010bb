import Accounts
import Booking
import Events
import JSON
import Wire

/// `/flights`: schedules, states and seat maps.
enum FlightEndpoints {
    static func list(_ call: Call) async throws(APIError) -> HTTPResponse {
        let (filter, request) = try call.query { (readFilter(&$0), $0.page()) }
        let page = try await call.office { office throws(BookingError) in
            try await office.queries.flights(filter, request)
        }
        return call.list(page, limit: request.limit, FlightView.full)
    }

    static func get(_ call: Call) async throws(APIError) -> HTTPResponse {
        let id = try flightID(call)
        let answer = try await call.kept(.flight(id)) { office, _ throws(BookingError) in
            guard let offer = try await office.queries.flight(id) else { return nil }
            // The cabins' numbers change without the flight's version: the tag is for If-Match only.
            return KeptAnswer(
                FlightView.full(offer), version: offer.flight.version, cacheControl: "no-store")
        }
        return answer.response
    }

    static func patch(_ call: Call) async throws(APIError) -> HTTPResponse {
        let (principal, id) = (try call.signedIn(), try flightID(call))
        let version = try call.expectedVersion()
        let change = try call.body(readChange)
        let committed = try await call.office { office throws(BookingError) in
            try await office.changeFlight(id, change, version: version, by: principal)
        }
        return HTTPResponse(committed)
    }

    static func seatMap(_ call: Call) async throws(APIError) -> HTTPResponse {
        let id = try flightID(call)
        let cabin = try call.query { $0.choice("cabin", of: Cabin.self) }
        let answer = try await call.kept(.seatMap(id, cabin)) { office, last throws(BookingError) in
            if let last, try await office.queries.seatMapVersion(of: id) == last.version {
                return last
            }
            guard let map = try await office.queries.seatMap(of: id) else { return nil }
            return KeptAnswer(
                SeatMapView.object(map, only: cabin), version: map.version,
                cacheControl: "no-cache")
        }
        return call.holds(answer.tag) ? answer.notModified : answer.response
    }

    static func refreshStatuses(_ call: Call) async throws(APIError) -> HTTPResponse {
        let principal = try call.signedIn()
        let run = try await call.office { office throws(BookingError) in
            try await office.refreshStatuses(by: principal)
        }
        return .json(200) { json in
            json.member("checked", run.checked)
            json.member("changed", run.changed)
        }
    }

    /// The flight of the path; what is no UUID names no flight.
    static func flightID(_ call: Call) throws(APIError) -> UniqueID {
        guard let id = UniqueID(call[parameter: "id"]) else { throw .booking(.flightNotFound) }
        return id
    }

    private static func readFilter(_ query: inout QueryDecoder) -> FlightFilter {
        var filter = FlightFilter()
        filter.origin = query.value("origin", "an IATA airport code") { AirportCode($0) }
        filter.destination = query.value("destination", "an IATA airport code") { AirportCode($0) }
        filter.date = query.value("date", "a day: YYYY-MM-DD") { CivilDate(plausible: $0) }
        filter.airline = query.value("airline", "an IATA airline code") { AirlineCode($0) }
        filter.status = query.choice("status", of: FlightStatus.self)
        let number = query.value("flightNumber", "a flight number: BA117 or 117", FlightNumber.init)
        filter.number = number?.number
        filter.airline = number?.airline ?? filter.airline
        return filter
    }

    private static func readChange(_ body: inout ObjectDecoder) -> FlightChange? {
        var change = FlightChange()
        change.status = body.choice("status", required: false)
        change.statusReason = body.change("statusReason", readText)
        change.baggage = body.change("baggage", readText)
        if let departure = body.object("departure", required: false, readMovement) {
            change.departure = departure
        }
        if let arrival = body.object("arrival", required: false, readMovement) {
            change.arrival = arrival
        }
        return change
    }

    private static func readMovement(_ body: inout ObjectDecoder) -> MovementChange? {
        var change = MovementChange()
        change.estimated = body.change("estimated") { $0.time($1, required: false) }
        change.actual = body.change("actual") { $0.time($1, required: false) }
        change.terminal = body.change("terminal", readText)
        change.gate = body.change("gate", readText)
        return change
    }

    /// An optional text; its length is the rules' business.
    private static func readText(_ body: inout ObjectDecoder, _ name: String) -> String? {
        body.string(name, length: 1...200, required: false)
    }
}

/// A flight number with its airline, or without.
private struct FlightNumber {
    let airline: AirlineCode?
    let number: Int

    init?(_ text: String) {
        let isBare = text.utf8.count <= 4 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        airline = isBare ? nil : AirlineCode(String(text.prefix(2)))
        guard isBare || airline != nil, let number = Int(isBare ? text : "\(text.dropFirst(2))"),
            (1...9_999).contains(number)
        else { return nil }
        self.number = number
    }
}
