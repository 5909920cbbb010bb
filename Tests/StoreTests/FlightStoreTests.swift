import Accounts
import Booking
import Events
import Store
import Testing

@Suite struct FlightStoreTests {
    @Test func `seeding adds every flight with its seats, and only once`() async throws {
        try await BookingFixture.run { fixture in
            let schedule = try BookingFixture.schedule { $0.airline.description == "QF" }
            let seeding = FlightSeeding(fixture.database, schedule)
            let days = try await seeding.run(daysAhead: 1)
            let seats = schedule.services.reduce(0) { $0 + $1.aircraft.layout.seats.count }
            #expect(days.map(\.flights) == Array(repeating: schedule.services.count, count: 3))
            #expect(days.map(\.seats) == Array(repeating: seats, count: 3))
            #expect(
                try await seeding.run(daysAhead: 2).map(\.flights) == [
                    0, 0, 0, schedule.services.count,
                ])
        }
    }

    @Test func `times are local at both ends, and the flight lasts as long as planned`()
        async throws
    {
        try await BookingFixture.run { fixture in
            let schedule = try BookingFixture.schedule { $0.airline.description == "QF" }
            try await FlightSeeding(fixture.database, schedule).run(daysAhead: 0)
            var filter = FlightFilter()
            filter.airline = AirlineCode("QF")
            let flights = try await fixture.office.queries.flights(filter, PageRequest(limit: 100))
            #expect(flights.items.count == min(100, 2 * schedule.services.count))
            for offer in flights.items {
                let flight = offer.flight
                let service = try #require(
                    schedule.services.first { $0.number == flight.number })
                let local = flight.departure.scheduled
                    .local(offsetMinutes: flight.departure.offsetMinutes)
                let minute = service.departureMinute
                let clock = [minute / 60, minute % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
                    .joined(separator: ":")
                #expect(local.hasPrefix("\(flight.serviceDate)T\(clock):00"))
                let block = flight.arrival.scheduled - flight.departure.scheduled
                #expect(block == .seconds(60 * service.blockMinutes))
                #expect(flight.departure.timeZone == service.origin.timeZone)
                #expect(flight.fares == service.fares)
                #expect(
                    offer.cabins.reduce(0) { $0 + $1.available }
                        == service.aircraft.layout.seats.count)
            }
        }
    }

    @Test func `pages of flights follow each other without a gap or a double`() async throws {
        try await BookingFixture.run { fixture in
            var filter = FlightFilter()
            filter.origin = AirportCode("CPH")
            let all = try await fixture.office.queries.flights(filter, PageRequest(limit: 100))
            var seen: [UniqueID] = []
            var next: PageCursor?
            repeat {
                let page = try await fixture.office.queries.flights(
                    filter, PageRequest(limit: 7, after: next))
                seen += page.items.map(\.flight.id)
                next = page.next
            } while next != nil
            #expect(seen == all.items.map(\.flight.id))
            #expect(seen.count > 14)
        }
    }

    @Test func `the map's version rises with every change of a seat or the flight`() async throws {
        try await BookingFixture.run { fixture in
            let queries = fixture.office.queries
            let first = try #require(try await queries.seatMap(of: fixture.flight))
            #expect(try await queries.seatMapVersion(of: fixture.flight) == first.version)
            _ = try await fixture.lock(["10A", "10C"], by: fixture.principal(.customer))
            #expect(try await queries.seatMapVersion(of: fixture.flight) == first.version + 2)
            let second = try #require(try await queries.seatMap(of: fixture.flight))
            #expect(second.seats.count { $0.holding.state == .locked } == 2)
            #expect(try await queries.seatMap(of: .random()) == nil)
            #expect(try await queries.seatMapVersion(of: .random()) == nil)
        }
    }

    @Test func `a change by hand tells the flight's followers and its travellers`() async throws {
        try await BookingFixture.run { fixture in
            let agent = fixture.principal()
            let (booking, total) = try await fixture.hold(["10A"], by: agent)
            _ = try await fixture.office.pay(total, for: booking, by: agent, under: nil)
            let version = try await fixture.office.booking(.id(booking), for: agent).booking.version
            var change = FlightChange()
            change.departure.gate = .set("Z9")
            let staff = fixture.principal(.airlineAgent)
            await #expect(throws: BookingError.versionMismatch(current: 1)) {
                try await fixture.office.changeFlight(
                    fixture.flight, change, version: 7, by: staff)
            }
            let reply = try await fixture.office.changeFlight(
                fixture.flight, change, version: 1, by: staff)
            #expect(reply.outcome.version == 2)
            #expect(
                try await fixture.events().suffix(2) == ["flight:gate_changed", "booking:updated"])
            let detail = try await fixture.office.booking(.id(booking), for: agent)
            #expect(detail.booking.version == version + 1)
            #expect(detail.flight.departure.gate == "Z9")
        }
    }

    @Test func `the status job moves each flight once`() async throws {
        try await BookingFixture.run { fixture in
            _ = try await fixture.database.query(
                """
                UPDATE flight SET departure_scheduled = now() + interval '30 min',
                    arrival_scheduled = now() + interval '3 h' WHERE id = $1
                """, [.id(fixture.flight)])
            let first = try await fixture.office.refreshStatuses()
            #expect(first.changed >= 1)
            #expect(try await fixture.office.refreshStatuses().changed == 0)
            let flight = try await fixture.office.queries.flight(fixture.flight)
            #expect(flight?.flight.status == .boarding)
            await #expect(throws: BookingError.flightNotBookable(.boarding)) {
                try await fixture.lock(["10A"], by: fixture.principal(.customer))
            }
        }
    }

    @Test func `lists of bookings show what the scope allows`() async throws {
        try await BookingFixture.run { fixture in
            let agent = fixture.principal()
            let customer = fixture.principal(.customer)
            for row in 5..<9 { _ = try await fixture.hold(["\(row)A"], by: agent) }
            _ = try await fixture.hold(["9A"], by: customer)
            func count(_ principal: Principal) async throws -> Int {
                try await fixture.office.bookings(BookingFilter(), for: principal, PageRequest())
                    .items.count
            }
            #expect(try await count(agent) == 4)
            #expect(try await count(customer) == 1)
            #expect(try await count(fixture.principal(.customer)) == 0)
            #expect(try await count(fixture.principal(.airlineAgent)) == 5)
            #expect(try await count(fixture.principal(.admin)) == 5)
            let owner = try await fixture.office.bookings(
                BookingFilter(), for: fixture.principal(.businessOwner), PageRequest(limit: 3))
            #expect(owner.items.map(\.shown) == [.redacted, .redacted, .redacted])
            #expect(owner.next != nil)
            let key = try #require(owner.items.first).detail.booking.id
            await #expect(throws: BookingError.bookingNotFound) {
                try await fixture.office.booking(.id(key), for: agent)
            }
        }
    }
}
