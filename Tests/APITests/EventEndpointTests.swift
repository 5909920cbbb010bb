import Accounts
import Events
import JSON
import Testing
import Wire

@Suite struct EventEndpointTests {
    private let api = APIFixture()
    private let user = UniqueID.random()

    private func emit(_ topics: Topic...) {
        api.history.append(
            NewEvent(
                id: .random(), type: "test:happened", source: "/test", subject: "test/1",
                version: 1, time: api.clock.now, data: Array("{}".utf8), topics: topics))
    }

    private func get(_ query: String) async -> HTTPResponse {
        await api.send(.get, "/api/v1/events?\(query)", token: api.token(.customer, user: user))
    }

    @Test func `events of several topics come in order, each once`() async throws {
        let flight = Topic(.flight, UniqueID.random())
        emit(flight)
        emit(Topic(.airport, "LHR"))
        emit(flight, Topic(.airport, "JFK"))
        let response = try await get("topics=\(flight),airport:JFK").json
        let cursors = response["data"]?.asArray?.compactMap { $0["cursor"]?.asString }
        #expect(cursors == ["1.abc.1", "1.abc.3"])
        #expect(response["cursor"]?.asString == "1.abc.3")
        #expect(response["isLast"]?.asBoolean == true)
    }

    @Test func `a page ends where all topics are complete, and goes on from there`() async throws {
        for _ in 0..<3 { emit(Topic(.airport, "LHR")) }
        for _ in 0..<3 { emit(Topic(.airport, "JFK")) }
        let path = "topics=airport:LHR,airport:JFK&limit=2"
        var seen: [String] = []
        var after = ""
        for _ in 0..<10 {
            let page = try await get(path + after).json
            seen += page["data"]?.asArray?.compactMap { $0["cursor"]?.asString } ?? []
            if page["isLast"]?.asBoolean == true { break }
            after = "&after=\(page["cursor"]?.asString ?? "")"
        }
        #expect(seen == (1...6).map { "1.abc.\($0)" })
    }

    @Test(arguments: ["2.xyz.0", "1.abc.2"])
    func `a cursor of another history, or ahead of this one, is refused`(cursor: String) async {
        emit(Topic(.airport, "LHR"))
        #expect(await get("topics=airport:LHR&after=1.abc.1").status == 200)
        let response = await get("topics=airport:LHR&after=\(cursor)")
        #expect(response.status == 410)
        #expect(response.code == "HISTORY_LOST")
    }

    @Test func `only topics that the caller may follow are read`() async {
        #expect(await get("topics=user:\(user)").status == 200)
        #expect(await get("topics=user:\(UniqueID.random())").code == "FORBIDDEN")
        #expect(await get("topics=ops").code == "FORBIDDEN")
        #expect(await get("topics=booking:\(UniqueID.random())").code == "FORBIDDEN")
        let anonymous = await api.send(.get, "/api/v1/events?topics=airport:LHR")
        #expect(anonymous.status == 401)
    }

    @Test func `an outage may pass, a fault of ours does not`() async throws {
        api.history.fail(.unavailable)
        let away = await get("topics=user:\(user)")
        #expect(away.status == 503)
        #expect(try away.json["retryable"]?.asBoolean == true)
        api.history.fail(.refused)
        let fault = await get("topics=user:\(user)")
        #expect(fault.status == 500)
        #expect(fault.code == "INTERNAL_ERROR")
        #expect(fault.fields["Retry-After"] == nil)
        #expect(try fault.json["retryable"]?.asBoolean == false)
    }

    @Test func `every mistake of the query is named at once`() async {
        let response = await get("topics=nothing:1,airport:xx&after=now&limit=0&page=2")
        #expect(
            response.mistakes == [
                "after BAD_FORMAT", "limit OUT_OF_RANGE", "topics BAD_FORMAT", "topics BAD_FORMAT",
                "page UNKNOWN_FIELD",
            ])
        #expect(await get("").mistakes == ["topics MISSING"])
    }
}
