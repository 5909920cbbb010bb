import Accounts
import Booking
import Events
import Testing

@Suite struct PayingRulesTests {
    private let rules = BookingRules()
    private let agent = Samples.principal(.travelAgent)

    private func dossier(
        _ status: BookingStatus = .pending, agency: Agency?, flight: FlightStatus = .scheduled,
        seats: [String] = ["7A"], payments: [Payment] = []
    ) throws -> BookingDossier {
        let total = try Samples.usd(333_33)
        let passenger = Passenger(
            id: .random(), ref: nil, type: .adult, title: nil, givenName: "Ada",
            familyName: "Byron", bornOn: CivilDate(year: 1990, month: 1, day: 1), gender: nil,
            seat: SeatDesignator("7A"), cabin: .economy, price: total)
        let booking = BookingRecord(
            id: .random(), pnr: try #require(PNR("RZPNX8")), type: .hold, status: status,
            paymentStatus: status == .confirmed ? .paid : .unpaid, ticketing: .none,
            flightID: Samples.flightID, airline: try #require(AirlineCode("BA")),
            customerID: agent.userID, createdBy: agent.userID, agencyID: agency?.id,
            passengers: [passenger], contact: Contact(email: "a@b.example", phone: nil),
            total: total, createdAt: Samples.now, updatedAt: Samples.now,
            expiresAt: Samples.now + .seconds(1_800))
        return BookingDossier(
            booking: booking, flight: try Samples.flight(status: flight),
            seats: try seats.map { try Samples.seat($0) }, payments: payments, agency: agency)
    }

    private func agency(_ balance: Int64, _ currency: String = "USD") throws -> Agency {
        Agency(
            id: Samples.agency, name: "Test",
            balance: Money(minorUnits: balance, try #require(Currency(currency))), version: 4)
    }

    private func charge(
        _ dossier: BookingDossier, _ units: Int64 = 333_33, by principal: Principal? = nil,
        after wait: Int64 = 0
    ) throws -> BalanceCharge {
        try rules.charge(
            try Samples.usd(units), for: dossier, by: principal ?? agent,
            at: Samples.now + .seconds(wait))
    }

    @Test func `a balance that suffices to the cent is charged`() throws {
        let charge = try charge(try dossier(agency: try agency(333_33)))
        #expect(charge.agency.balance.minorUnits == 0)
        #expect(charge.agency.version == 5)
        #expect(charge.booking.status == .confirmed)
        #expect(charge.booking.paymentStatus == .paid)
        #expect(charge.booking.version == 2)
    }

    @Test func `one cent less does not`() throws {
        #expect(throws: BookingError.insufficientBalance) {
            try charge(try dossier(agency: try agency(333_32)))
        }
    }

    @Test func `the booking's state decides before the amount does`() throws {
        let cases: [(BookingStatus, BookingError)] = [
            (.confirmed, .alreadyPaid), (.cancelled, .alreadyCancelled),
            (.expired, .bookingExpired),
        ]
        for (status, error) in cases {
            #expect(throws: error) {
                try charge(try dossier(status, agency: try agency(1)), 1)
            }
        }
        #expect(throws: BookingError.paymentAmountMismatch(due: try Samples.usd(333_33))) {
            try charge(try dossier(agency: try agency(1)), 333_34)
        }
    }

    @Test func `a booking whose time is over or whose seat is gone is not paid`() throws {
        let dossier = try dossier(agency: try agency(1_000_00))
        #expect(throws: BookingError.bookingExpired) { try charge(dossier, after: 1_800) }
        _ = try charge(dossier, after: 1_799)
        #expect(throws: BookingError.bookingExpired) {
            try charge(try self.dossier(agency: try agency(1_000_00), seats: []))
        }
        let error = #expect(throws: BookingError.self) {
            try charge(try self.dossier(agency: try agency(1_000_00), flight: .cancelled))
        }
        #expect(error?.code == "BOOKING_STATE_CONFLICT")
    }

    @Test func `only the agency itself and administrators use its balance`() throws {
        let rich = try agency(1_000_00)
        func code(_ dossier: BookingDossier, _ principal: Principal) -> String? {
            do throws(any Error) {
                _ = try charge(dossier, by: principal)
                return nil
            } catch {
                return (error as? BookingError)?.code
            }
        }
        let sold = try dossier(agency: rich)
        #expect(code(sold, agent) == nil)
        #expect(code(sold, Samples.principal(.admin)) == nil)
        let unavailable = "PAYMENT_METHOD_UNAVAILABLE"
        #expect(code(sold, Samples.principal(.customer)) == unavailable)
        #expect(code(sold, Samples.principal(.travelAgent, agency: .random())) == unavailable)
        #expect(code(try dossier(agency: nil), agent) == unavailable)
        #expect(code(try dossier(agency: try agency(1_000_000, "EUR")), agent) == unavailable)
    }

    @Test func `what is paid or waits is cancelled once, until the flight has left`() throws {
        func cancelled(_ dossier: BookingDossier) throws -> BookingRecord {
            try rules.cancelled(dossier, because: .other, by: agent.userID, at: Samples.now)
        }
        #expect(try cancelled(try dossier(agency: nil)).paymentStatus == .unpaid)
        let paid = try cancelled(try dossier(.confirmed, agency: nil))
        #expect(paid.status == .cancelled)
        #expect(paid.paymentStatus == .refunded)
        #expect(throws: BookingError.alreadyCancelled) {
            try cancelled(try dossier(.cancelled, agency: nil))
        }
        #expect(throws: BookingError.bookingExpired) {
            try cancelled(try dossier(.expired, agency: nil))
        }
        let error = #expect(throws: BookingError.self) {
            try cancelled(try dossier(.confirmed, agency: nil, flight: .inAir))
        }
        #expect(error?.code == "BOOKING_STATE_CONFLICT")
    }

    @Test func `only unpaid bookings expire, and not early`() throws {
        let booking = try dossier(agency: nil).booking
        #expect(rules.expired(booking, at: booking.expiresAt - .milliseconds(1)) == nil)
        #expect(rules.expired(booking, at: booking.expiresAt)?.status == .expired)
        let paid = try dossier(.confirmed, agency: nil).booking
        #expect(rules.expired(paid, at: paid.expiresAt) == nil)
    }

    @Test func `who sees a booking is settled by role`() throws {
        let booking = try dossier(agency: try agency(1)).booking
        func sees(_ principal: Principal) -> Bool { BookingScope(principal).contains(booking) }
        #expect(sees(Samples.principal(.admin)))
        #expect(sees(Samples.principal(.travelAgent)))
        #expect(!sees(Samples.principal(.travelAgent, agency: .random())))
        #expect(sees(Samples.principal(.airlineAgent)))
        #expect(!sees(Samples.principal(.airlineAgent, airline: "LH")))
        #expect(sees(Samples.principal(.customer, agent.userID)))
        #expect(!sees(Samples.principal(.customer)))
        #expect(!sees(Samples.principal(.businessOwner)))
    }
}
