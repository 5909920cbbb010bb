import Events
import JSON
import LiveClient
import Wire

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
