import Accounts
import Booking
import Events
import Store
import Testing

@Suite struct BookingExpiryTests {
    @Test func `an unpaid booking expires once, and its seats are free`() async throws {
        try await BookingFixture.run { fixture in
            let agent = fixture.principal()
            let (booking, total) = try await fixture.hold(["10A"], by: agent)
            #expect(try await fixture.office.expireBookings() == 0)
            try await fixture.lapse(booking)
            await #expect(throws: BookingError.bookingExpired) {
                try await fixture.office.pay(total, for: booking, by: agent, under: nil)
            }
            #expect(try await fixture.office.expireBookings() == 1)
            #expect(try await fixture.office.expireBookings() == 0)
            #expect(try await fixture.seat("10A").state == "available")
            #expect(try await fixture.events().suffix(2) == ["booking:expired", "seat:released"])
            await #expect(throws: BookingError.bookingExpired) {
                try await fixture.office.pay(total, for: booking, by: agent, under: nil)
            }
        }
    }

    @Test func `expiry leaves a seat alone that somebody else has taken since`() async throws {
        try await BookingFixture.run { fixture in
            let (booking, _) = try await fixture.hold(["10A", "10C"], by: fixture.principal())
            try await fixture.lapse(booking)
            _ = try await fixture.lock(["10A"], by: fixture.principal(.customer))
            let version = try await fixture.seat("10A").version
            #expect(try await fixture.office.expireBookings() == 1)
            #expect(try await fixture.seat("10A") == ("locked", version))
            #expect(try await fixture.seat("10C").state == "available")
        }
    }

    @Test func `expiry and payment of the same booking agree on one outcome`() async throws {
        try await BookingFixture.run { fixture in
            let agent = fixture.principal()
            for row in 5..<12 {
                let (booking, total) = try await fixture.hold(["\(row)A"], by: agent)
                // The sweep and the payment read the clock a moment apart, so either may win.
                _ = try await fixture.database.query(
                    "UPDATE booking SET expires_at = now() + interval '3 ms' WHERE id = $1",
                    [.id(booking)])
                async let sweep = fixture.office.expireBookings()
                async let payment = isPaid(total, booking, agent, fixture)
                let (expired, paid) = try await (sweep, payment)
                let swept = try await fixture.office.expireBookings()
                #expect(expired + swept + (paid ? 1 : 0) == 1)
                #expect(
                    try await fixture.seat("\(row)A").state == (paid ? "booked" : "available"))
            }
            #expect(try await fixture.ledgersAgree())
        }
    }

    private func isPaid(
        _ total: Money, _ booking: UniqueID, _ agent: Principal, _ fixture: BookingFixture
    ) async throws -> Bool {
        do throws(BookingError) {
            _ = try await fixture.office.pay(total, for: booking, by: agent, under: nil)
            return true
        } catch {
            #expect(error == .bookingExpired)
            // Its time may be over only now.
            try await fixture.lapse(booking)
            return false
        }
    }

    @Test func `a lapsed lock is swept, and one of a booking is not`() async throws {
        try await BookingFixture.run { fixture in
            _ = try await fixture.lock(["8A", "8C"], by: fixture.principal(.customer))
            _ = try await fixture.hold(["9A"], by: fixture.principal())
            #expect(try await fixture.office.releaseLapsedSeats() == 0)
            _ = try await fixture.database.query(
                """
                UPDATE flight_seat SET expires_at = now() - interval '1 s'
                WHERE state = 'locked'
                """)
            #expect(try await fixture.office.releaseLapsedSeats() == 2)
            #expect(try await fixture.office.releaseLapsedSeats() == 0)
            #expect(try await fixture.seat("8A") == ("available", 3))
            #expect(try await fixture.seat("9A").state == "locked")
        }
    }
}
