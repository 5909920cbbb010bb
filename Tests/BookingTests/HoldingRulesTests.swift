import Accounts
import Booking
import Events
import Testing

@Suite struct HoldingRulesTests {
    private let rules = BookingRules()
    private let holder = UniqueID.random()

    private func lock(_ seats: [Seat], wanting names: [String]) throws -> SeatLock {
        try rules.lock(
            names.map { .init(designator: try #require(SeatDesignator($0))) },
            in: SeatReading(flight: try Samples.flight(), seats: seats), for: holder,
            as: .random(), at: Samples.now)
    }

    @Test func `free seats and those of lapsed locks are locked for ten minutes`() throws {
        let lapsed = SeatHolding.locked(lock: .random(), booking: nil, until: Samples.now)
        let seats = [try Samples.seat("7A"), try Samples.seat("7C", lapsed)]
        let lock = try lock(seats, wanting: ["7C", "7A"])
        #expect(lock.places.map(\.designator.description) == ["7A", "7C"])
        #expect(lock.expiresAt == Samples.now + .seconds(600))
    }

    @Test func `one seat that is taken refuses all, and names those that are taken`() throws {
        let later = Samples.now + .seconds(1)
        let seats = [
            try Samples.seat("7A"), try Samples.seat("7C", .booked(.random())),
            try Samples.seat("7D", .locked(lock: .random(), booking: nil, until: later)),
            try Samples.seat("7E", .blocked),
        ]
        let taken = seats.dropFirst().map(\.designator)
        #expect(throws: BookingError.seatTaken(taken)) {
            try lock(seats, wanting: ["7A", "7C", "7D", "7E"])
        }
    }

    @Test func `an unknown seat, none, one twice and too many are refused`() throws {
        let seat = try Samples.seat("7A")
        let unknown = try #require(SeatDesignator("99Z"))
        #expect(throws: BookingError.seatNotFound([unknown])) {
            try lock([seat], wanting: ["7A", "99Z"])
        }
        for names in [[], ["7A", "7A"], (1...10).map { "\($0)A" }] {
            let error = #expect(throws: BookingError.self) { try lock([seat], wanting: names) }
            #expect(error?.code == "VALIDATION_ERROR")
        }
    }

    @Test func `sales end an hour before the flight leaves, as far as is known`() throws {
        for leaves in [3_599, 3_601] {
            let flight = try Samples.flight(leavesIn: .seconds(leaves))
            let isOpen = (try? rules.requireSale(of: flight, at: Samples.now)) != nil
            #expect(isOpen == (leaves > 3_600))
        }
        var delayed = try Samples.flight(leavesIn: .seconds(3_000), status: .delayed)
        delayed.departure.estimated = Samples.now + .seconds(5_000)
        try rules.requireSale(of: delayed, at: Samples.now)
        for status in FlightStatus.allCases where ![.scheduled, .delayed].contains(status) {
            #expect(throws: BookingError.flightNotBookable(status)) {
                try rules.requireSale(of: try Samples.flight(status: status), at: Samples.now)
            }
        }
    }

    private func hold(
        _ party: [PassengerDetails], on places: [SeatLock.Place], total: Int64,
        by role: Role = .customer, at now: Timestamp = Samples.now, email: String = "a@b.example",
        flight: Flight? = nil
    ) throws -> BookingRecord {
        let lock = Samples.lock(places, of: holder)
        let seats = try places.map {
            try Samples.seat(
                $0.designator.description,
                .locked(lock: lock.id, booking: nil, until: lock.expiresAt))
        }
        return try rules.hold(
            Samples.request(party, total: try Samples.usd(total), email: email),
            in: LockReading(
                flight: try flight ?? Samples.flight(), locks: [lock], seats: seats),
            by: Samples.principal(role, holder), as: .random(),
            pnr: try #require(PNR("RZPNX8")), at: now)
    }

    private func places(_ names: (String, String?)...) throws -> [SeatLock.Place] {
        try names.map {
            .init(designator: try #require(SeatDesignator($0.0)), passengerRef: $0.1)
        }
    }

    @Test func `passengers sit where the lock says, the others in order, infants nowhere`()
        throws
    {
        let booking = try hold(
            [
                Samples.person(), Samples.person(ref: "window"),
                Samples.person(.child, born: 2020), Samples.person(.infantWithoutSeat, born: 2026),
            ], on: try places(("2A", "window"), ("7A", nil), ("7C", "nobody")),
            total: 333_33 + 1_000_00 + 250_00 + 33_33)
        #expect(booking.passengers.map(\.seat?.description) == ["7A", "2A", "7C", nil])
        #expect(
            booking.passengers.map(\.price.minorUnits) == [333_33, 1_000_00, 250_00, 33_33])
        #expect(booking.passengers.map(\.cabin) == [.economy, .business, .economy, .economy])
        #expect(booking.status == .pending)
        #expect(booking.expiresAt == Samples.now + .seconds(1_800))
        #expect(booking.agencyID == nil)
        #expect(booking.bookingReference == "FH-RZPNX8")
    }

    @Test func `a booking expires before boarding at the latest`() throws {
        let flight = try Samples.flight(leavesIn: .seconds(3_600 + 300))
        let booking = try hold(
            [Samples.person()], on: try places(("7A", nil)), total: 333_33, by: .travelAgent,
            flight: flight)
        #expect(booking.expiresAt == Samples.now + .seconds(300))
        #expect(booking.agencyID == Samples.agency)
    }

    @Test func `another total than expected says the right one`() throws {
        #expect(throws: BookingError.priceChanged(newTotal: try Samples.usd(333_33))) {
            try hold([Samples.person()], on: try places(("7A", nil)), total: 333_32)
        }
    }

    @Test func `locks of others, used ones and lapsed ones do not book`() throws {
        let lock = Samples.lock(try places(("7A", nil)), of: holder)
        let seat = try Samples.seat(
            "7A", .locked(lock: lock.id, booking: nil, until: lock.expiresAt))
        func attempt(_ lock: SeatLock, _ seats: [Seat], after wait: Int64 = 0) throws {
            _ = try rules.hold(
                Samples.request([Samples.person()], total: try Samples.usd(333_33)),
                in: LockReading(flight: try Samples.flight(), locks: [lock], seats: seats),
                by: Samples.principal(.customer, holder), as: .random(),
                pnr: try #require(PNR("RZPNX8")), at: Samples.now + .seconds(wait))
        }
        try attempt(lock, [seat])
        let foreign = Samples.lock(lock.places, of: .random())
        #expect(throws: BookingError.lockNotFound) { try attempt(foreign, [seat]) }
        var used = lock
        used.endedAt = Samples.now
        #expect(throws: BookingError.lockNotFound) { try attempt(used, [seat]) }
        #expect(throws: BookingError.lockExpired) { try attempt(lock, [seat], after: 600) }
        #expect(throws: BookingError.lockExpired) { try attempt(lock, []) }
    }

    @Test func `each thing that is wrong with a request is named`() throws {
        func pointers(_ body: () throws -> BookingRecord) -> [String] {
            let error = #expect(throws: BookingError.self) { _ = try body() }
            guard case .invalid(let violations) = error else { return [] }
            return violations.map(\.pointer)
        }
        let one = try places(("7A", nil))
        var nameless = Samples.person()
        nameless.givenName = " "
        nameless.familyName = "a\nb"
        #expect(
            pointers { try hold([nameless], on: one, total: 0, email: "nobody") } == [
                "/passengers/0/givenName", "/passengers/0/familyName", "/contact/email",
            ])
        #expect(
            pointers {
                try hold([Samples.person(.child, born: 1990)], on: one, total: 0)
            } == ["/passengers/0/bornOn"])
        #expect(
            pointers {
                try hold(
                    [Samples.person(), Samples.person(.infantWithoutSeat, born: 2027)], on: one,
                    total: 0)
            } == ["/passengers/1/bornOn"])
        #expect(
            pointers {
                try hold(
                    [Samples.person(.child, born: 2020), Samples.person(.infantWithoutSeat)],
                    on: one, total: 0)
            } == ["/passengers"])
        #expect(
            pointers { try hold([Samples.person(), Samples.person()], on: one, total: 0) }
                == ["/seatLockIds"])
        #expect(pointers { try hold([], on: one, total: 0) } == ["/passengers"])
    }

    @Test func `agents and administrators book for others, customers for themselves`() throws {
        let other = UniqueID.random()
        for role in Role.allCases {
            let principal = Samples.principal(role)
            let mayBook = (try? rules.requireCustomer(other, by: principal)) != nil
            #expect(mayBook == [.admin, .airlineAgent, .travelAgent].contains(role))
            try rules.requireCustomer(principal.userID, by: principal)
        }
    }
}
