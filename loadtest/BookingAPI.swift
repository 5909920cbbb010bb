import Events
import JSON
import LiveClient
import Wire

/// Why a call to the hub did not do what it should.
enum APIFailure: Error, CustomStringConvertible {
    case transport(String, RESTError)
    case status(String, Int, code: String)
    case unexpected(String)

    var description: String {
        switch self {
        case .transport(let call, let error): "\(call): \(error)"
        case .status(let call, let status, let code): "\(call): \(status) \(code)"
        case .unexpected(let call): "\(call): the answer lacks what is needed"
        }
    }
}

extension APIFailure {
    /// Whether the change that was asked for may have been made all the same.
    var leavesDoubt: Bool {
        switch self {
        case .transport(_, .unreachable), .transport(_, .tooMany): false
        case .transport, .unexpected: true
        case .status(_, let status, _): status >= 500
        }
    }

    /// Whether another agent was faster.
    var isCollision: Bool {
        if case .status(_, 409, "SEAT_TAKEN") = self { true } else { false }
    }
}

/// A flight as lists show it.
struct ListedFlight: Sendable, Equatable {
    let id: String
    let airline: String
    let date: String
    let origin: String
    let destination: String
    /// Free seats, in all cabins.
    let available: Int64

    /// Reads an element of the list.
    init?(_ json: JSONValue) {
        guard let id = json["flightId"]?.asString, let airline = json["airline"]?.asString,
            let date = json["date"]?.asString, let origin = json["origin"]?.asString,
            let destination = json["destination"]?.asString
        else { return nil }
        self.id = id
        self.airline = airline
        self.date = date
        self.origin = origin
        self.destination = destination
        available = (json["cabins"]?.asArray ?? [])
            .reduce(0) { $0 + ($1["available"]?.asInteger ?? 0) }
    }
}

/// A seat that can be booked.
struct FreeSeat: Sendable, Equatable {
    let flight: String
    let designator: String
    let amount: String
    let currency: String
    /// Rises by one with each change of the seat.
    let version: Int64

    /// Its place, which stays the same while all else changes.
    var place: SeatPlace { SeatPlace(flight: flight, designator: designator) }
}

/// A seat of a flight.
struct SeatPlace: Hashable, Sendable, CustomStringConvertible {
    let flight: String
    let designator: String

    var description: String { "\(designator) of flight \(flight)" }
}

/// The hub's REST interface, as far as a booking needs it. *(loop)*
struct BookingAPI {
    let client: any RESTCaller
    var token: String?

    /// The access token of an account.
    func logIn(email: String, password: String) async throws(APIFailure) -> String {
        let body = JSONWriter.object { json in
            json.member("email", email)
            json.member("password", password)
        }
        let (answer, _) = try await call(.post, "/auth/login", body: body)
        guard let token = answer["accessToken"]?.asString else {
            throw .unexpected("POST /auth/login")
        }
        return token
    }

    /// The first hundred flights of a day, of an airline or of all.
    func flights(
        on day: CivilDate, of airline: String?
    ) async throws(APIFailure) -> [ListedFlight] {
        let filter = airline.map { "&airline=\($0)" } ?? ""
        let (answer, _) = try await call(.get, "/flights", query: "date=\(day)&limit=100" + filter)
        guard let flights = answer["data"]?.asArray else { throw .unexpected("GET /flights") }
        return flights.compactMap { ListedFlight($0) }
    }

    /// The free seats of a flight.
    func freeSeats(of flight: String) async throws(APIFailure) -> [FreeSeat] {
        let map = try await seatMap(of: flight)
        return (map["cabins"]?.asArray ?? []).flatMap { cabin -> [FreeSeat] in
            guard let amount = cabin["price"]?["amount"]?.asString,
                let currency = cabin["price"]?["currency"]?.asString
            else { return [] }
            return SeatMapReading.seats(ofCabin: cabin).filter { $0.state == "available" }.map {
                FreeSeat(
                    flight: flight, designator: $0.designator, amount: amount,
                    currency: currency, version: $0.version)
            }
        }
    }

    /// A flight's seat map.
    func seatMap(of flight: String) async throws(APIFailure) -> JSONValue {
        try await call(.get, "/flights/\(flight)/seat-map").0
    }

    /// The path without ids, so that failures of a kind are counted together.
    private static func pattern(of path: String) -> String {
        path.split(separator: "/").map { UniqueID($0) == nil ? "/\($0)" : "/{id}" }.joined()
    }

    /// Calls `path` below `/api/v1`; anything but a 204 or a 2xx with a JSON body is a failure.
    func call(
        _ method: HTTPMethod, _ path: String, query: String = "", body: [UInt8] = [],
        isIdempotent: Bool = false
    ) async throws(APIFailure) -> (JSONValue, HTTPFields) {
        var request = HTTPRequest(method: method, path: "/api/v1" + path, query: query, body: body)
        if let token { request.fields.append("Authorization", "Bearer \(token)") }
        if !body.isEmpty { request.fields.append("Content-Type", "application/json") }
        if isIdempotent { request.fields.append("Idempotency-Key", "\"\(UniqueID.random())\"") }
        let name = "\(method.rawValue) \(Self.pattern(of: path))"
        let response: HTTPResponse
        do throws(RESTError) {
            response = try await client.send(request)
        } catch {
            throw .transport(name, error)
        }
        guard (200...299).contains(response.status) else {
            let problem = try? JSONValue.parse(response.body)
            throw .status(name, response.status, code: problem?["code"]?.asString ?? "-")
        }
        if response.status == 204 { return (.null, response.fields) }
        guard let answer = try? JSONValue.parse(response.body) else { throw .unexpected(name) }
        return (answer, response.fields)
    }
}
