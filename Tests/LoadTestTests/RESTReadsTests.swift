import Histogram
import JSON
import LiveClient
import Net
import Testing
import Wire

@testable import loadtest

@Suite struct `Reads` {
    private func answer(_ status: Int, _ body: String, tag: String? = nil) -> HTTPResponse {
        var fields: HTTPFields = [:]
        if let tag { fields.append("ETag", tag) }
        return HTTPResponse(status: status, fields: fields, body: Array(body.utf8))
    }

    @Test func `know the one that was asked for`() {
        let request = ReadRequest(
            endpoint: .flight, path: "/flights/a", identity: ("flightId", "a"))
        #expect(request.complaint(about: answer(200, #"{"flightId":"a"}"#)) == nil)
        #expect(request.complaint(about: answer(200, #"{"flightId":"b"}"#)) != nil)
        #expect(request.complaint(about: answer(200, #"{"flightId":"a""#)) == "no JSON")
        #expect(request.complaint(about: answer(500, "{}")) == "status 500")
        #expect(request.complaint(about: answer(304, "")) != nil)
    }

    @Test func `want every element of a list to be what was asked for`() {
        let request = ReadRequest(
            endpoint: .flightsOfDay, path: "/flights", elements: ["origin": "LHR"])
        func list(_ elements: String) -> HTTPResponse {
            answer(200, #"{"data":[\#(elements)],"page":{"limit":20}}"#)
        }
        let (right, wrong) = (#"{"origin":"LHR"}"#, #"{"origin":"CDG"}"#)
        #expect(request.complaint(about: list(right + "," + right)) == nil)
        #expect(request.complaint(about: list("")) == nil)
        #expect(
            request.complaint(about: list(right + "," + wrong))
                == "an element with another origin")
        #expect(request.complaint(about: answer(200, right)) == "not a list")
    }

    @Test func `want 304 for the current tag, and only then`() {
        var request = ReadRequest(
            endpoint: .airport, path: "/airports/LHR", identity: ("iata", "LHR"))
        request.tag = "\"a\""
        let body = #"{"iata":"LHR"}"#
        #expect(request.http(token: nil).fields["If-None-Match"] == "\"a\"")
        #expect(request.complaint(about: answer(304, "", tag: "\"a\"")) == nil)
        #expect(request.complaint(about: answer(304, "", tag: "\"b\"")) != nil)
        #expect(request.complaint(about: answer(200, body, tag: "\"a\"")) != nil)
        #expect(request.complaint(about: answer(200, body, tag: "\"b\"")) == nil)
    }

    /// Answers everything with one flight, whatever was asked for.
    private final class OneFlight: RESTCaller {
        func send(_ request: HTTPRequest) async throws(RESTError) -> HTTPResponse {
            let flight = """
                {"flightId":"a","airline":"BA","date":"d","origin":"LHR","destination":"JFK",\
                "cabins":[{"available":9}],"iata":"LHR","status":"ready"}
                """
            let flights = Array(repeating: flight, count: 50).joined(separator: ",")
            let isOne = request.path != "/api/v1/flights" && request.path != "/api/v1/airlines"
            let body = isOne ? flight : #"{"data":[\#(flights)],"page":{"limit":20}}"#
            return HTTPResponse(status: 200, body: Array(body.utf8))
        }

        func close() {}
    }

    @Test func `count every answer, at its endpoint, and what is wrong with it`() async throws {
        let loop = try EventLoop(name: "test")
        loop.start()
        defer {
            loop.stop()
            loop.join()
        }
        var plan = ReadsPlan()
        plan.rate = 50_000
        plan.seconds = 0.01
        let reads = RESTReads(plan, on: loop, token: { "t" }, connect: { _ in OneFlight() })
        let outcome = try await reads.run()
        let counted = outcome.findings.endpoints.values.reduce(0) { $0 + $1.all.totalCount }
        #expect(outcome.findings.answers == 500)
        #expect(counted == 500)
        #expect(Set(outcome.findings.endpoints.keys) == Set(ReadEndpoint.allCases))
        // Its bookings are no list; all else is as it should be.
        let bookings = Int(outcome.findings.endpoints[.bookings]?.all.totalCount ?? 0)
        #expect(outcome.findings.wrong == ["GET /bookings: not a list": bookings])
        #expect(outcome.faults.map(\.count) == [bookings])
        #expect(await reads.takeSample().answers == 500)
        #expect(await reads.takeSample().answers == 0)
    }

    @Test func `ask for nothing that needs a token without one`() throws {
        let json = try JSONValue.parse(
            Array(
                #"{"flightId":"a","airline":"BA","date":"d","origin":"LHR","destination":"JFK"}"#
                    .utf8))
        let flight = try #require(ListedFlight(json))
        var catalogue = ReadCatalogue([flight], isSignedIn: false, revalidated: 1, seed: 1)
        var endpoints: Set<ReadEndpoint> = []
        for _ in 0..<1_000 {
            let request = catalogue.next()
            endpoints.insert(request.endpoint)
            catalogue.answered(request, tag: "\"t\"")
        }
        #expect(endpoints == Set(ReadEndpoint.allCases).subtracting([.bookings]))
        var later: [ReadRequest] = []
        for _ in 0..<200 { later.append(catalogue.next()) }
        #expect(later.allSatisfy { ($0.tag != nil) == $0.endpoint.isConditional })
    }
}

@Suite struct `Schedule of requests` {
    @Test func `is even, and counts from what was due`() {
        let schedule = Schedule(start: MonotonicTime(nanoseconds: 1_000), rate: 50)
        #expect(schedule.due(0) == schedule.start)
        #expect(schedule.due(50) == schedule.start + .seconds(1))
        let due = schedule.due(5)
        #expect(schedule.counting(from: due, at: due + .milliseconds(1)) == due + .milliseconds(1))
        #expect(schedule.counting(from: due, at: due + .milliseconds(3)) == due)
    }

    @Test func `keeps what was recorded since the last look apart`() {
        var times = ResponseTimes()
        let start = MonotonicTime(nanoseconds: 0)
        times.record(from: start, to: start + .milliseconds(5))
        #expect(times.takeRecent().totalCount == 1)
        times.record(from: start, to: start + .seconds(7_200))
        #expect(times.takeRecent().totalCount == 1)
        #expect(times.takeRecent().totalCount == 0)
        #expect(times.all.totalCount == 2)
    }
}
