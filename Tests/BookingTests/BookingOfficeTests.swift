import Accounts
import Booking
import Events
import JSON
import Testing

@Suite struct BookingOfficeTests {
    private let agent = Samples.principal(.travelAgent)

    private func makeStore() throws -> InMemoryBookingStore {
        var state = InMemoryBookingState(now: Samples.now)
        state.add(try Samples.flight())
        state.agencies[Samples.agency] = Agency(
            id: Samples.agency, name: "Test", balance: try Samples.usd(1_000_00), version: 1)
        return InMemoryBookingStore(state)
    }

    private func office(_ store: InMemoryBookingStore) -> BookingOffice {
        BookingOffice(store: store, queries: store, delay: nil)
    }

    private func id(_ reply: Reply) throws -> UniqueID {
        try #require(reply.location?.split(separator: "/").last.flatMap { UniqueID($0) })
    }

    private func hold(_ seat: String, _ office: BookingOffice) async throws -> UniqueID {
        let place = SeatLock.Place(designator: try #require(SeatDesignator(seat)))
        let lock = try await office.lockSeats(
            [place], of: Samples.flightID, by: agent, under: nil)
        var request = Samples.request([Samples.person()], total: try Samples.usd(333_33))
        request.seatLockIDs = [try id(lock.outcome)]
        return try id(try await office.hold(request, by: agent, under: nil).outcome)
    }

    @Test func `events carry states and versions, and never who travels`() async throws {
        let store = try makeStore()
        let office = office(store)
        let booking = try await hold("7A", office)
        _ = try await office.pay(try Samples.usd(333_33), for: booking, by: agent, under: nil)
        _ = try await office.cancel(.id(booking), because: .other, by: agent, under: nil)
        let outbox = store.current.outbox
        #expect(
            outbox.map { "\($0.type) \($0.version)" } == [
                "seat:locked 2", "booking:created 1", "seat:locked 3", "payment:succeeded 1",
                "booking:confirmed 2", "seat:booked 4", "booking:cancelled 3",
                "payment:refunded 2", "seat:released 5",
            ])
        for event in outbox {
            let text = String(decoding: event.rendered(), as: UTF8.self)
            #expect(!text.contains("Ada") && !text.contains("Byron") && !text.contains("ada@"))
            let value = try JSONValue.parse(event.rendered())
            guard case .object(let object) = value, case .object(let data) = object["data"] else {
                Issue.record("no data in \(text)")
                continue
            }
            #expect(data["version"] != nil)
        }
        #expect(
            outbox[1].topics.map(\.description) == [
                "user:\(agent.userID)", "booking:\(booking)", "agency:\(Samples.agency)",
                "airline:BA",
            ])
        #expect(outbox[0].topics.map(\.description) == ["seats:\(Samples.flightID)"])
        #expect(outbox[0].subject == "seat/\(Samples.flightID)/7A")
        let state = store.current
        #expect(state.agencies[Samples.agency]?.balance.minorUnits == 1_000_00)
        #expect(state.ledger.map(\.amount.minorUnits) == [-333_33, 333_33])
    }

    @Test func `a lock is given back by its holder alone`() async throws {
        let store = try makeStore()
        let office = office(store)
        let place = SeatLock.Place(designator: try #require(SeatDesignator("7A")))
        let lock = try id(
            try await office.lockSeats([place], of: Samples.flightID, by: agent, under: nil)
                .outcome)
        await #expect(throws: BookingError.lockNotFound) {
            try await office.releaseLock(lock, by: Samples.principal(.admin))
        }
        let reply = try await office.releaseLock(lock, by: agent)
        #expect(reply.outcome == Reply(status: 204))
        await #expect(throws: BookingError.lockNotFound) {
            try await office.releaseLock(lock, by: agent)
        }
        #expect(store.current.outbox.map(\.type) == ["seat:locked", "seat:released"])
    }

    @Test func `a lock that was booked cannot be given back`() async throws {
        let store = try makeStore()
        let office = office(store)
        _ = try await hold("7A", office)
        let designator = try #require(SeatDesignator("7A"))
        let seat = try #require(store.current.seats[Samples.flightID]?[designator])
        guard case .locked(let lock, _, _) = seat.holding else {
            Issue.record("the seat is not locked")
            return
        }
        await #expect(throws: BookingError.lockNotFound) {
            try await office.releaseLock(lock, by: agent)
        }
    }

    @Test func `the sweeps free what has lapsed, each in its own way`() async throws {
        let store = try makeStore()
        let office = office(store)
        _ = try await hold("7A", office)
        let place = SeatLock.Place(designator: try #require(SeatDesignator("7C")))
        _ = try await office.lockSeats([place], of: Samples.flightID, by: agent, under: nil)
        store.update { $0.now = Samples.now + .seconds(1_799) }
        #expect(try await office.expireBookings() == 0)
        #expect(try await office.releaseLapsedSeats() == 1)
        store.update { $0.now = Samples.now + .seconds(1_800) }
        #expect(try await office.releaseLapsedSeats() == 0)
        #expect(try await office.expireBookings() == 1)
        #expect(
            store.current.outbox.suffix(3).map(\.type)
                == ["seat:released", "booking:expired", "seat:released"])
    }

    @Test func `a booking that somebody may not see is not found, for reading and changing`()
        async throws
    {
        let store = try makeStore()
        let office = office(store)
        let booking = try await hold("7A", office)
        for role in [Role.customer, .businessOwner] {
            let stranger = Samples.principal(role)
            await #expect(throws: BookingError.bookingNotFound) {
                try await office.booking(.id(booking), for: stranger)
            }
            await #expect(throws: BookingError.bookingNotFound) {
                try await office.cancel(.id(booking), because: .other, by: stranger, under: nil)
            }
            await #expect(throws: BookingError.bookingNotFound) {
                try await office.pay(
                    try Samples.usd(333_33), for: booking, by: stranger, under: nil)
            }
        }
        let airline = Samples.principal(.airlineAgent)
        _ = try await office.booking(.id(booking), for: airline)
        let error = await #expect(throws: BookingError.self) {
            try await office.pay(try Samples.usd(333_33), for: booking, by: airline, under: nil)
        }
        #expect(error?.code == "FORBIDDEN")
    }

    @Test func `deposits are an administrator's, in the account's currency`() async throws {
        let store = try makeStore()
        let office = office(store)
        let admin = Samples.principal(.admin)
        let reply = try await office.deposit(
            try Samples.usd(50), to: Samples.agency, by: admin, under: nil)
        #expect(reply.outcome.version == 2)
        #expect(store.current.agencies[Samples.agency]?.balance.minorUnits == 1_000_50)
        let euro = Money(minorUnits: 1, try #require(Currency("EUR")))
        for (amount, person, code) in [
            (try Samples.usd(50), agent, "FORBIDDEN"), (euro, admin, "VALIDATION_ERROR"),
            (try Samples.usd(0), admin, "VALIDATION_ERROR"),
        ] {
            let error = await #expect(throws: BookingError.self) {
                try await office.deposit(amount, to: Samples.agency, by: person, under: nil)
            }
            #expect(error?.code == code)
        }
        await #expect(throws: BookingError.agencyNotFound) {
            try await office.deposit(try Samples.usd(1), to: .random(), by: admin, under: nil)
        }
    }

    @Test func `a cancelled flight tells its travellers, and a draw without delay nobody`()
        async throws
    {
        let store = try makeStore()
        let office = office(store)
        let booking = try await hold("7A", office)
        _ = try await office.pay(try Samples.usd(333_33), for: booking, by: agent, under: nil)
        var change = FlightChange()
        change.status = .cancelled
        change.statusReason = .set("Crew")
        _ = try await office.changeFlight(
            Samples.flightID, change, version: nil, by: Samples.principal(.airlineAgent))
        let events = store.current.outbox.suffix(2)
        #expect(events.map(\.type) == ["flight:status_changed", "booking:updated"])
        #expect(events.last?.version == store.current.bookings[booking]?.version)
        #expect(try await office.refreshStatuses().checked == 0)
    }
}
