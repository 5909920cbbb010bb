import Booking
import JSON
import Wire

/// `/airports` and `/airlines`: what changes with the program only, so clients may keep it for a day.
enum ReferenceEndpoints {
    private static let day = 86_400

    static func airports(_ call: Call) async throws(APIError) -> HTTPResponse {
        let (found, request) = try call.query { query in
            let text = query.text("q", limit: 60)
            let country = query.value("country", "an ISO 3166-1 alpha-2 code", country)
            let near = query.value("near", "latitude,longitude", Place.init)
            let page = OffsetPage(&query)
            return (search(call.services.airports, text, country, near, page), page)
        }
        return list(found, request, call) { json, airport in
            ReferenceView.members(airport, in: &json)
        }
    }

    static func airport(_ call: Call) async throws(APIError) -> HTTPResponse {
        guard let code = AirportCode(call[parameter: "iata"]),
            let airport = call.services.airports[code]
        else { throw .notFound("AIRPORT_NOT_FOUND", "There is no such airport.") }
        return call.cacheable(
            JSONWriter.object { ReferenceView.members(airport, in: &$0) }, maxAge: day)
    }

    static func airlines(_ call: Call) async throws(APIError) -> HTTPResponse {
        let (found, request) = try call.query { query in
            let text = query.text("q", limit: 60)?.lowercased()
            let found = Airline.all.filter { airline in text.map(airline.matches) ?? true }
            return (found.sorted { $0.iata < $1.iata }, OffsetPage(&query))
        }
        return list(found, request, call) { json, airline in
            ReferenceView.members(airline, in: &json)
        }
    }

    static func airline(_ call: Call) async throws(APIError) -> HTTPResponse {
        guard let code = AirlineCode(call[parameter: "iata"]), let airline = Airline.known[code]
        else { throw .notFound("AIRLINE_NOT_FOUND", "There is no such airline.") }
        return call.cacheable(
            JSONWriter.object { ReferenceView.members(airline, in: &$0) }, maxAge: day)
    }

    private static func search(
        _ airports: AirportDirectory, _ text: String?, _ country: String?, _ near: Place?,
        _ page: OffsetPage
    ) -> [Airport] {
        guard let near else { return airports.search(text, country: country) }
        // One more than the page, so that the list knows whether there is a next one.
        let limit = page.offset + page.limit + 1
        return airports.nearest(latitude: near.latitude, longitude: near.longitude, limit: limit)
            .map(\.airport)
    }

    private static func list<Item>(
        _ items: [Item], _ request: OffsetPage, _ call: Call,
        _ write: (inout JSONWriter, Item) -> Void
    ) -> HTTPResponse {
        let page = items.dropFirst(request.offset).prefix(request.limit)
        let end = request.offset + page.count
        let next = end < items.count ? String(end) : nil
        let body = JSONWriter.object(capacity: 256 * (page.count + 1)) { json in
            json.member(
                "data",
                array: { json in
                    for item in page { json.object { write(&$0, item) } }
                })
            json.member(
                "page",
                object: { json in
                    json.member("limit", request.limit)
                    json.member("nextCursor", ifPresent: next)
                })
        }
        var response = call.cacheable(body, maxAge: day)
        response.fields["Link"] = call.links(next: next)
        return response
    }

    private static func country(_ text: String) -> String? {
        text.utf8.count == 2 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) } ? text : nil
    }
}

/// A piece of a list that stands in memory and does not change.
private struct OffsetPage {
    let offset: Int
    let limit: Int

    init(_ query: inout QueryDecoder) {
        limit = query.integer("limit", in: 1...100, absent: 20)
        offset = query.integer("cursor", in: 0...1_000_000, absent: 0)
    }
}

/// A point on the earth, in degrees.
private struct Place {
    let latitude: Double
    let longitude: Double

    init?(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, let latitude = Double(parts[0]), let longitude = Double(parts[1]),
            (-90...90).contains(latitude), (-180...180).contains(longitude)
        else { return nil }
        self.latitude = latitude
        self.longitude = longitude
    }
}

extension Airline {
    fileprivate func matches(_ text: String) -> Bool {
        iata.description.lowercased() == text || icao.lowercased() == text
            || name.lowercased().contains(text)
    }
}
