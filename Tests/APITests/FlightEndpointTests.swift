import Accounts
import Booking
import Events
import JSON
import Testing
import Wire

@Suite struct FlightEndpointTests {
    private let api = APIFixture()
    private var path: String { "/api/v1/flights/\(api.flight.id)" }

    private func numbers(_ query: String) async throws -> [String] {
        let response = await api.send(.get, "/api/v1/flights\(query)")
        try #require(response.status == 200)
        return try response.json["data"]?.asArray?.compactMap { $0["flightNumber"]?.asString } ?? []
    }

    @Test func `flights are found by route, day and number`() async throws {
        #expect(try await numbers("?origin=LHR&destination=JFK") == ["BA117", "BA118"])
        #expect(try await numbers("?flightNumber=BA118") == ["BA118"])
        #expect(try await numbers("?flightNumber=117&airline=BA") == ["BA117"])
        #expect(try await numbers("?date=\(api.flight.serviceDate)&limit=1") == ["BA117"])
        #expect(try await numbers("?origin=JFK").isEmpty)
    }

    @Test func `every mistake of the query is named at once`() async {
        let response = await api.send(
            .get, "/api/v1/flights?origin=lhr&date=2026-02-30&status=late&flightNumber=B&limit=x")
        #expect(
            response.mistakes == [
                "origin BAD_FORMAT", "date BAD_FORMAT", "status BAD_FORMAT",
                "flightNumber BAD_FORMAT", "limit WRONG_TYPE",
            ])
    }

    @Test func `a flight has a tag of its version`() async throws {
        let response = await api.send(.get, path)
        #expect(response.fields["ETag"] == "\"v1\"")
        #expect(try response.json["flightNumber"]?.asString == "BA117")
        #expect(await api.send(.get, "/api/v1/flights/\(UniqueID.random())").status == 404)
        #expect(await api.send(.get, "/api/v1/flights/117").code == "FLIGHT_NOT_FOUND")
    }

    @Test func `an agent of the airline changes a flight that he has seen`() async throws {
        let agent = api.token(.airlineAgent, airline: "BA")
        let body = #"{"departure":{"gate":"B42"},"statusReason":null}"#
        let changed = await api.send(
            .patch, path, body: body, token: agent,
            fields: ["If-Match": "\"v1\"", "Content-Type": "application/merge-patch+json"])
        #expect(changed.status == 200)
        #expect(changed.fields["ETag"] == "\"v2\"")
        #expect(try changed.json["departure"]?["gate"]?.asString == "B42")
        let late = await api.send(
            .patch, path, body: body, token: agent, fields: ["If-Match": "\"v1\""])
        #expect(late.status == 412)
        #expect(late.fields["ETag"] == "\"v2\"")
    }

    @Test func `nobody else changes it`() async {
        let body = #"{"baggage":"7"}"#
        #expect(await api.send(.patch, path, body: body).status == 401)
        let customer = await api.send(.patch, path, body: body, token: api.token(.customer))
        #expect(customer.status == 403)
        let other = await api.send(
            .patch, path, body: body, token: api.token(.airlineAgent, airline: "LH"))
        #expect(other.status == 403)
    }

    @Test func `every mistake of a change is named at once`() async {
        let response = await api.send(
            .patch, path,
            body: """
                {"status":"late","departure":{"estimated":"soon","gate":7,"door":"x"},"baggage":""}
                """, token: api.token(.admin))
        #expect(
            response.mistakes == [
                "/status BAD_FORMAT", "/baggage OUT_OF_RANGE", "/departure/estimated BAD_FORMAT",
                "/departure/gate WRONG_TYPE", "/departure/door UNKNOWN_FIELD",
            ])
    }

    @Test func `a seat map is the same bytes until a seat changes`() async throws {
        let first = await api.send(.get, path + "/seat-map")
        #expect(first.status == 200)
        let tag = try #require(first.fields["ETag"])
        let same = await api.send(.get, path + "/seat-map", fields: ["If-None-Match": tag])
        #expect(same.status == 304)
        #expect(await api.send(.get, path + "/seat-map").body == first.body)
        let lock = await api.send(
            .post, path + "/seat-locks", body: #"{"seats":[{"designator":"12A"}]}"#,
            token: api.token(.customer), fields: ["Idempotency-Key": "key-1"])
        try #require(lock.status == 201)
        let second = await api.send(.get, path + "/seat-map", fields: ["If-None-Match": tag])
        #expect(second.status == 200)
        #expect(second.fields["ETag"] != tag)
    }

    @Test func `one cabin of a seat map can be asked for`() async throws {
        let response = await api.send(.get, path + "/seat-map?cabin=economy")
        let cabins = try response.json["cabins"]?.asArray?.compactMap { $0["cabin"]?.asString }
        #expect(cabins == ["economy"])
        #expect(
            await api.send(.get, path + "/seat-map?cabin=roof").mistakes == ["cabin BAD_FORMAT"])
    }

    @Test func `the status job runs by hand for agents`() async throws {
        let path = "/api/v1/flights/status-refresh"
        #expect(await api.send(.post, path, token: api.token(.customer)).status == 403)
        let response = await api.send(.post, path, token: api.token(.admin))
        #expect(response.status == 200)
        #expect(try response.json["checked"]?.asInteger == 2)
        #expect(try response.json["changed"]?.asInteger == 0)
    }
}
