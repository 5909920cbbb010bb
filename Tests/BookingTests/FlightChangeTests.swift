import Accounts
import Booking
import Events
import Testing

@Suite struct FlightChangeTests {
    private let rules = BookingRules()

    private func changed(
        _ flight: Flight, _ edit: (inout FlightChange) -> Void
    ) throws -> Flight? {
        var change = FlightChange()
        edit(&change)
        return try rules.changed(flight, by: change, at: Samples.now)
    }

    @Test func `what a change does not name stays, null clears, and the same is no change`() throws
    {
        let flight = try Samples.flight()
        let next = try #require(
            try changed(flight) {
                $0.departure.gate = .set("C7")
                $0.departure.terminal = .set(nil)
            })
        #expect(next.departure.gate == "C7")
        #expect(next.departure.terminal == nil)
        #expect(next.version == 2)
        #expect(try changed(flight) { $0.departure.gate = .set("B32") } == nil)
        #expect(
            FlightEvents.changed(from: flight, to: next, at: Samples.now).type
                == "flight:gate_changed")
    }

    @Test func `a later departure takes the arrival along and delays the flight`() throws {
        let flight = try Samples.flight()
        let later = flight.departure.scheduled + .seconds(3_600)
        let next = try #require(try changed(flight) { $0.departure.estimated = .set(later) })
        #expect(next.arrival.estimated == flight.arrival.scheduled + .seconds(3_600))
        #expect(next.status == .delayed)
        #expect(next.statusSource == .job)
        let event = FlightEvents.changed(from: flight, to: next, at: Samples.now)
        #expect(event.type == "flight:status_changed")
        #expect(
            event.topics.map(\.description) == [
                "flight:\(flight.id)", "airport:LHR", "airport:JFK", "airline:BA",
            ])
    }

    @Test func `a flight does not arrive before it leaves`() throws {
        let flight = try Samples.flight()
        let error = #expect(throws: BookingError.self) {
            try changed(flight) { $0.arrival.estimated = .set(flight.departure.scheduled) }
        }
        #expect(error?.code == "VALIDATION_ERROR")
    }

    @Test func `a status by hand keeps to the order and stands for half an hour`() throws {
        let flight = try Samples.flight()
        let next = try #require(try changed(flight) { $0.status = .cancelled })
        #expect(next.statusSource == .manual)
        #expect(next.manualUntil == Samples.now + .seconds(1_800))
        #expect(throws: BookingError.illegalTransition(from: .cancelled, to: .scheduled)) {
            try changed(next) { $0.status = .scheduled }
        }
    }

    @Test(arguments: ["", "123456789", "A\u{0}"])
    func `a gate is a short word`(_ gate: String) throws {
        let error = #expect(throws: BookingError.self) {
            try changed(try Samples.flight()) { $0.departure.gate = .set(gate) }
        }
        #expect(error?.code == "VALIDATION_ERROR")
    }

    @Test func `the airline's own agents and administrators change a flight`() throws {
        let airline = try #require(AirlineCode("BA"))
        func may(_ principal: Principal) -> Bool {
            (try? rules.requireOperator(of: airline, principal)) != nil
        }
        #expect(may(Samples.principal(.admin)))
        #expect(may(Samples.principal(.airlineAgent)))
        #expect(!may(Samples.principal(.airlineAgent, airline: "LH")))
        for role in [Role.businessOwner, .travelAgent, .customer] {
            #expect(!may(Samples.principal(role)))
        }
    }
}
