import JSON
import Testing
import Wire

@Suite struct ReferenceEndpointTests {
    private let api = APIFixture()

    private func codes(_ target: String) async throws -> [String] {
        let response = await api.send(.get, target)
        try #require(response.status == 200)
        return try response.json["data"]?.asArray?.compactMap { $0["iata"]?.asString } ?? []
    }

    @Test func `airports are found by name, country and nearness`() async throws {
        #expect(try await codes("/api/v1/airports") == ["JFK", "LCY", "LHR"])
        #expect(try await codes("/api/v1/airports?q=heath") == ["LHR"])
        #expect(try await codes("/api/v1/airports?country=GB") == ["LCY", "LHR"])
        #expect(
            try await codes("/api/v1/airports?near=51.5,-0.1&limit=3") == ["LCY", "LHR", "JFK"])
    }

    @Test func `a list goes on where its link says`() async throws {
        let first = await api.send(.get, "/api/v1/airports?limit=2")
        #expect(try first.json["page"]?["nextCursor"]?.asString == "2")
        #expect(
            first.fields["Link"]
                == "</api/v1/airports?limit=2>; rel=\"first\", "
                + "</api/v1/airports?limit=2&cursor=2>; rel=\"next\"")
        let second = await api.send(.get, "/api/v1/airports?limit=2&cursor=2")
        #expect(try second.json["page"]?["nextCursor"] == nil)
        #expect(second.fields["Link"] == "</api/v1/airports?limit=2>; rel=\"first\"")
    }

    @Test func `an airport may be kept for a day`() async throws {
        let response = await api.send(.get, "/api/v1/airports/LHR")
        #expect(try response.json["timeZone"]?.asString == "Europe/London")
        #expect(response.fields["Cache-Control"] == "public, max-age=86400")
        let tag = try #require(response.fields["ETag"])
        let again = await api.send(
            .get, "/api/v1/airports/LHR", fields: ["If-None-Match": tag])
        #expect(again.status == 304)
    }

    @Test func `what is not there is not found`() async {
        #expect(await api.send(.get, "/api/v1/airports/XXX").code == "AIRPORT_NOT_FOUND")
        #expect(await api.send(.get, "/api/v1/airports/nowhere").code == "AIRPORT_NOT_FOUND")
        #expect(await api.send(.get, "/api/v1/airlines/b!").status == 404)
        #expect(await api.send(.get, "/api/v1/airlines/QQ").code == "AIRLINE_NOT_FOUND")
    }

    @Test func `airlines are found by name and code`() async throws {
        #expect(try await codes("/api/v1/airlines?q=baw") == ["BA"])
        #expect(try await codes("/api/v1/airlines?q=british") == ["BA"])
        #expect(try await api.send(.get, "/api/v1/airlines/BA").json["icao"]?.asString == "BAW")
    }

    @Test func `a place that is none is refused`() async {
        let response = await api.send(.get, "/api/v1/airports?near=91,0&country=gb&limit=101")
        #expect(
            response.mistakes == ["country BAD_FORMAT", "near BAD_FORMAT", "limit OUT_OF_RANGE"])
    }
}
