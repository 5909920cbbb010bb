import API
import Accounts
import Booking
import Events
import JSON
import Synchronization
import Testing
import Wire

@Suite struct KeptAnswerTests {
    private let api = APIFixture()
    private var flightPath: String { "/api/v1/flights/\(api.flight.id)" }
    private var mapPath: String { flightPath + "/seat-map" }

    private func tag(_ path: String, _ fields: HTTPFields = [:]) async -> String? {
        await api.send(.get, path, fields: fields).fields["ETag"]
    }

    @Test func `a flight and its seat map are read once`() async throws {
        api.kept.take([.fresh])
        for path in [flightPath, mapPath, mapPath + "?cabin=economy"] {
            let before = api.queries.reads
            let first = await api.send(.get, path)
            try #require(first.status == 200)
            let second = await api.send(.get, path)
            #expect(second.body == first.body)
            #expect(second.fields["ETag"] == first.fields["ETag"])
            #expect(api.queries.reads == before + 1)
        }
    }

    @Test func `who holds a seat map is told so without a read`() async throws {
        api.kept.take([.fresh])
        let tag = try #require(await tag(mapPath))
        let reads = api.queries.reads
        let answer = await api.send(.get, mapPath, fields: ["If-None-Match": tag])
        #expect(answer.status == 304)
        #expect(answer.body.isEmpty)
        #expect(answer.fields["ETag"] == tag)
        #expect(answer.fields["Cache-Control"] == "no-cache")
        #expect(answer.fields["Content-Type"] == nil)
        #expect(api.queries.reads == reads)
        #expect(api.queries.versionReads == 0)
    }

    @Test func `what does not exist is not kept`() async {
        api.kept.take([.fresh])
        let path = "/api/v1/flights/\(UniqueID.random())"
        #expect(await api.send(.get, path).status == 404)
        #expect(await api.send(.get, path + "/seat-map").status == 404)
        #expect(api.kept.size.entries == 0)
    }

    @Test func `who changes something through this node reads it back`() async throws {
        api.kept.take([.fresh])
        let before = (flight: await api.send(.get, flightPath), tag: await tag(mapPath))
        try await api.lock("12A", through: .thisNode)
        #expect(try await api.state(of: "12A") == "locked")
        #expect(await tag(mapPath) != before.tag)
        #expect(await api.send(.get, flightPath).body != before.flight.body)
    }

    @Test func `a change elsewhere shows when its event has come`() async throws {
        api.kept.take([.fresh])
        #expect(try await api.state(of: "12A") == "available")
        let event = try await api.lock("12A", through: .anotherNode)
        // Kept, since nothing has been delivered: this is what the promise allows.
        #expect(try await api.state(of: "12A") == "available")
        api.kept.take([.entries([event])])
        #expect(try await api.state(of: "12A") == "locked")
    }

    @Test func `nobody needs to wait for the event`() async throws {
        api.kept.take([.fresh])
        #expect(try await api.state(of: "12A") == "available")
        try await api.lock("12A", through: .anotherNode)
        #expect(try await api.state(of: "12A", ["Cache-Control": "no-cache"]) == "locked")
    }

    @Test func `an answer is at most a second old`() async throws {
        api.kept.take([.fresh])
        #expect(try await api.state(of: "12A") == "available")
        try await api.lock("12A", through: .anotherNode)
        api.clock.advance(by: .milliseconds(999))
        #expect(try await api.state(of: "12A") == "available")
        api.clock.advance(by: .milliseconds(1))
        #expect(try await api.state(of: "12A") == "locked")
    }

    @Test func `a seat map without a change is not read again`() async throws {
        api.kept.take([.fresh])
        let first = await api.send(.get, mapPath)
        let reads = api.queries.reads
        api.clock.advance(by: .seconds(2))
        #expect(await api.send(.get, mapPath).body == first.body)
        #expect(api.queries.reads == reads)
        #expect(api.queries.versionReads == 1)
        // And is then as good as new.
        #expect(await api.send(.get, mapPath).body == first.body)
        #expect(api.queries.versionReads == 1)
    }

    @Test(arguments: [
        LogReader.Notice.stale(reason: "for the test", lasting: .zero),
        .restarted(at: Cursor(epoch: FakeHistory.epoch, seq: 9), floor: 0, reason: "for the test"),
    ])
    func `nothing is left from before`(_ notice: LogReader.Notice) async throws {
        api.kept.take([.fresh])
        #expect(try await api.state(of: "12A") == "available")
        try await api.lock("12A", through: .anotherNode)
        api.kept.take([notice])
        #expect(api.kept.size.entries == 0)
        #expect(try await api.state(of: "12A") == "locked")
    }

    @Test func `a node that is not fresh keeps nothing`() async throws {
        for notices in [
            [], [LogReader.Notice.fresh, .stale(reason: "for the test", lasting: .zero)],
        ] {
            api.kept.take(notices)
            let reads = api.queries.reads
            for _ in 0..<3 { #expect(await api.send(.get, flightPath).status == 200) }
            #expect(api.queries.reads == reads + 3)
            #expect(api.kept.size.entries == 0)
        }
    }

    @Test func `a reading that a change overtakes is not kept`() async throws {
        api.kept.take([.fresh])
        let gate = Gate()
        api.queries.holdBack(with: gate)
        async let slow = api.state(of: "12A")
        await gate.arrived()
        api.queries.holdBack(with: nil)
        try await api.lock("12A", through: .thisNode)
        // Nobody joins the old reading either.
        #expect(try await api.state(of: "12A") == "locked")
        gate.open()
        #expect(try await slow == "available")
        #expect(try await api.state(of: "12A") == "locked")
    }

    @Test func `those who ask at the same time share a reading`() async throws {
        api.kept.take([.fresh])
        let gate = Gate()
        api.queries.holdBack(with: gate)
        let path = mapPath
        let bodies = await withTaskGroup { group in
            group.addTask { await api.send(.get, path).body }
            await gate.arrived()
            for _ in 0..<20 { group.addTask { await api.send(.get, path).body } }
            // Whether they come before or after it: there is no second reading.
            gate.open()
            return await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(bodies.count == 1)
        #expect(api.queries.reads == 1)
    }

    @Test func `keeps no more answers than it may`() async throws {
        var limits = KeptAnswers.Configuration()
        limits.entryLimit = 8
        let api = APIFixture(keeping: limits, flights: 40)
        api.kept.take([.fresh])
        for flight in api.bookings.current.flights.keys {
            #expect(await api.send(.get, "/api/v1/flights/\(flight)").status == 200)
            #expect(api.kept.size.entries <= 8)
        }
        #expect(api.kept.size.entries >= 4)
    }

    @Test func `keeps no more bytes than it may`() async throws {
        var limits = KeptAnswers.Configuration()
        limits.byteLimit = 100_000
        let api = APIFixture(keeping: limits, flights: 20)
        api.kept.take([.fresh])
        let used = api.flight.id
        for flight in api.bookings.current.flights.keys {
            for id in [flight, used] {
                #expect(await api.send(.get, "/api/v1/flights/\(id)/seat-map").status == 200)
            }
            #expect(api.kept.size.bytes <= 100_000)
        }
        #expect(api.kept.size.entries > 1)
        // Each of the others was read once; what is asked for all the time stayed.
        #expect(api.queries.reads == 20)
    }
}

@Suite struct KeptAnswerRaceTests {
    /// How many events the log has brought.
    private final class Delivered: Sendable {
        private let value = Mutex(0)

        var count: Int {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    /// Writers on this node and on another, a log that brings the others' changes, and readers who
    /// compare every answer with what was delivered before they asked and with the store after.
    @Test func `no answer is older than what was delivered, however they race`() async throws {
        let api = APIFixture()
        api.kept.take([.fresh])
        let base = try #require(try await api.bookings.seatMapVersion(of: api.flight.id))
        let delivered = Delivered()
        let seats = try #require(try await api.bookings.seatMap(of: api.flight.id)).seats
            .map(\.designator.description)
        try #require(seats.count >= 60)
        try await withThrowingTaskGroup { group in
            for (place, writer) in [APIFixture.Way.thisNode, .anotherNode].enumerated() {
                group.addTask {
                    for seat in seats[(30 * place)..<(30 * place + 30)] {
                        try await api.lock(seat, through: writer)
                        if writer == .thisNode {
                            #expect(try await api.state(of: seat) == "locked")
                        }
                    }
                }
            }
            group.addTask {
                // Every lock is one event, and raises the map's version by one.
                while delivered.count < 60, !Task.isCancelled {
                    let events = api.bookings.current.outbox
                    let seq = delivered.count
                    let entries = events.indices[seq...].map { api.entry($0, of: events) }
                    if !entries.isEmpty { api.kept.take([.entries(entries)]) }
                    delivered.count = events.count
                    await Task.yield()
                }
            }
            for _ in 0..<3 {
                group.addTask {
                    for turn in 0... {
                        if Task.isCancelled { break }
                        let count = delivered.count
                        let answer = await api.send(
                            .get, "/api/v1/flights/\(api.flight.id)/seat-map")
                        let tag = try #require(answer.fields["ETag"])
                        let version = try #require(Int64(tag.dropFirst(2).dropLast()))
                        let now = try #require(
                            try await api.bookings.seatMapVersion(of: api.flight.id))
                        #expect(version >= base + Int64(count))
                        #expect(version <= now)
                        // Reading all of it takes so long that nobody would race.
                        if turn % 16 == 0 {
                            let map = try answer.json
                            #expect(map["version"]?.asInteger == version)
                            #expect(map.seatVersions + api.flight.version == version)
                        }
                        if count == 60 { break }
                        // A kept answer comes without a wait: the writers need a turn too.
                        await Task.yield()
                    }
                }
            }
            try await group.waitForAll()
        }
        let map = try #require(try await api.bookings.seatMap(of: api.flight.id))
        let answer = await api.send(.get, "/api/v1/flights/\(api.flight.id)/seat-map")
        #expect(answer.body == SeatMapView.object(map))
    }
}

extension APIFixture {
    /// The node that a change is made through.
    fileprivate enum Way { case thisNode, anotherNode }

    /// Locks a seat; its event as the log brings it.
    @discardableResult
    fileprivate func lock(_ seat: String, through way: Way) async throws -> LogEntry {
        switch way {
        case .thisNode:
            let answer = await send(
                .post, "/api/v1/flights/\(flight.id)/seat-locks",
                body: #"{"seats":[{"designator":"\#(seat)"}]}"#, token: token(.customer),
                fields: ["Idempotency-Key": "\(UniqueID.random())"])
            try #require(answer.status == 201)
        case .anotherNode:
            let office = BookingOffice(store: bookings, queries: bookings, delay: nil)
            let designator = try #require(SeatDesignator(seat))
            let principal = Principal(
                userID: .random(), role: .customer, agencyID: nil, airline: nil,
                sessionID: .random(), expiresAt: clock.now + .seconds(60))
            _ = try await office.lockSeats(
                [SeatLock.Place(designator: designator)], of: flight.id, by: principal, under: nil)
        }
        let events = bookings.current.outbox
        let place = try #require(
            events.lastIndex { $0.subject == "seat/\(flight.id)/\(seat)" })
        return entry(place, of: events)
    }

    fileprivate func entry(_ place: Int, of events: [NewEvent]) -> LogEntry {
        let event = events[place]
        return LogEntry(
            seq: Int64(place + 1), identity: "\(event.source) \(event.id)", type: event.type,
            subject: event.subject, topics: event.topics, payload: event.rendered())
    }

    /// The state of a seat, as the seat map has it.
    fileprivate func state(of seat: String, _ fields: HTTPFields = [:]) async throws -> String? {
        let map = try await send(
            .get, "/api/v1/flights/\(flight.id)/seat-map", fields: fields
        ).json
        return map.seats.first { $0["designator"]?.asString == seat }?["state"]?.asString
    }
}

extension JSONValue {
    /// The seats of a seat map.
    fileprivate var seats: [JSONValue] {
        func list(_ value: JSONValue, _ name: String) -> [JSONValue] { value[name]?.asArray ?? [] }
        return list(self, "cabins").flatMap { list($0, "rows") }
            .flatMap { list($0, "sections") }.flatMap { list($0, "elements") }
    }

    /// The sum of the seats' versions.
    fileprivate var seatVersions: Int64 {
        seats.reduce(0) { $0 + ($1["version"]?.asInteger ?? 0) }
    }
}
