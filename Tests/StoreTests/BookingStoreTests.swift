import Accounts
import Booking
import Events
import Store
import Synchronization
import Testing

@Suite struct BookingStoreTests {
    @Test func `lock, hold, pay and cancel leave state, money and events that agree`()
        async throws
    {
        try await BookingFixture.run { fixture in
            let agent = fixture.principal()
            let (booking, total) = try await fixture.hold(["10A", "10C"], by: agent)
            #expect(try await fixture.seat("10A") == ("locked", 3))
            let payment = try await fixture.office.pay(
                total, for: booking, by: agent, under: nil)
            #expect(payment.outcome.status == 201)
            #expect(try await fixture.seat("10C") == ("booked", 4))
            let detail = try await fixture.office.booking(.id(booking), for: agent)
            #expect(detail.booking.status == .confirmed)
            #expect(detail.booking.paymentStatus == .paid)
            #expect(detail.booking.seats.map(\.description) == ["10A", "10C"])
            #expect(detail.booking.passengers.map(\.familyName) == ["Byron 10A", "Byron 10C"])
            #expect(detail.payments.map(\.amount) == [total])
            let rest = try await fixture.office.queries.agency(fixture.agency)?.balance
            #expect(rest?.minorUnits == 10_000_000 - total.minorUnits)

            _ = try await fixture.office.cancel(
                .pnr(detail.booking.pnr), because: .duplicate, by: agent, under: nil)
            #expect(try await fixture.seat("10A") == ("available", 5))
            let balance = try await fixture.office.queries.agency(fixture.agency)?.balance
            #expect(balance?.minorUnits == 10_000_000)
            let cancelled = try await fixture.office.booking(.id(booking), for: agent)
            #expect(cancelled.booking.cancellation?.reason == .duplicate)
            #expect(cancelled.booking.paymentStatus == .refunded)
            #expect(cancelled.payments.first?.refund?.amount == total)
            #expect(try await fixture.ledgersAgree())
            #expect(
                try await fixture.events() == [
                    "seat:locked", "seat:locked", "booking:created", "seat:locked", "seat:locked",
                    "payment:succeeded", "booking:confirmed", "seat:booked", "seat:booked",
                    "booking:cancelled", "payment:refunded", "seat:released", "seat:released",
                ])
        }
    }

    @Test func `of 64 clients who want one seat, one gets it, 200 times without a deadlock`()
        async throws
    {
        try await BookingFixture.run { fixture in
            let rows = try await fixture.database.query(
                """
                SELECT flight_id, designator FROM flight_seat JOIN flight ON id = flight_id
                WHERE departure_scheduled > now() + interval '1 day'
                ORDER BY random() LIMIT 200
                """)
            let people = (0..<64).map { _ in fixture.principal(.customer) }
            for row in rows {
                let flight = try row.id(0)
                let designator = try #require(SeatDesignator(try row.text(1)))
                let outcomes = await race(for: designator, of: flight, people, fixture)
                #expect(outcomes.count { $0 == nil } == 1)
                #expect(outcomes.count { $0 == .seatTaken([designator]) } == 63)
            }
            let row = try await fixture.database.query(
                """
                SELECT (SELECT count(*) FROM flight_seat WHERE state = 'locked') AS locked,
                    (SELECT count(*) FROM seat_lock) AS locks,
                    (SELECT count(*) FROM outbox) AS events,
                    (SELECT deadlocks FROM pg_stat_database
                        WHERE datname = current_database()) AS deadlocks
                """
            ).only()
            #expect(try row.int("locked") == 200)
            #expect(try row.int("locks") == 200)
            #expect(try row.int("events") == 200)
            #expect(try row.int("deadlocks") == 0)
        }
    }

    /// Lets everybody try to lock one seat at once; nil for who got it.
    private func race(
        for designator: SeatDesignator, of flight: UniqueID, _ people: [Principal],
        _ fixture: BookingFixture
    ) async -> [BookingError?] {
        await withTaskGroup(of: BookingError?.self) { group in
            for person in people {
                group.addTask {
                    do throws(BookingError) {
                        _ = try await fixture.office.lockSeats(
                            [.init(designator: designator)], of: flight, by: person, under: nil)
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func `overlapping locks of several seats end without a deadlock`() async throws {
        try await BookingFixture.run { fixture in
            let seats = (14...17).flatMap { row in ["A", "C", "D"].map { "\(row)\($0)" } }
            let failures = await withTaskGroup(of: [BookingError].self) { group in
                for client in 0..<16 {
                    group.addTask {
                        await rounds(of: client, over: seats, in: fixture)
                    }
                }
                return await group.reduce(into: []) { $0 += $1 }
            }
            #expect(failures == [])
            let row = try await fixture.database.query(
                """
                SELECT (SELECT deadlocks FROM pg_stat_database
                        WHERE datname = current_database()) AS deadlocks,
                    (SELECT count(*) FROM flight_seat WHERE state <> 'available') AS held,
                    (SELECT count(*) FROM outbox) AS events,
                    (SELECT sum(version - 1)::bigint FROM flight_seat) AS changes
                """
            ).only()
            #expect(try row.int("deadlocks") == 0)
            #expect(try row.int("held") == 0)
            #expect(try row.int("events") == row.int("changes"))
        }
    }

    /// Locks random seats and gives them back; whatever went wrong besides losing a race.
    private func rounds(
        of client: Int, over seats: [String], in fixture: BookingFixture
    ) async -> [BookingError] {
        var failures: [BookingError] = []
        let person = fixture.principal(.customer)
        for _ in 0..<12 {
            do throws(BookingError) {
                let chosen = Array(seats.shuffled().prefix(4))
                let lock = try await fixture.lock(chosen, by: person).outcome
                guard let id = lock.location?.split(separator: "/").last.flatMap({ UniqueID($0) })
                else { return [.lockNotFound] }
                _ = try await fixture.office.releaseLock(id, by: person)
            } catch {
                if case .seatTaken = error { continue }
                failures.append(error)
            }
        }
        return failures
    }

    @Test func `a change of a row that is not as it was read is undone and tried again`()
        async throws
    {
        try await BookingFixture.run { fixture in
            let store = PostgresBookingStore(
                fixture.database, clock: { Timestamp(seconds: 0) }, committed: {})
            let designator = try #require(SeatDesignator("10A"))
            let runs = Mutex(0)
            _ = try await store.transact { (transaction) async throws(BookingError) in
                let reading = try await transaction.seats([designator], of: fixture.flight)
                let run = runs.withLock { runs in
                    runs += 1
                    return runs
                }
                let seats = reading.seats.map { seat in
                    Seat(
                        flightID: seat.flightID, designator: seat.designator, cabin: seat.cabin,
                        holding: seat.holding, version: seat.version + (run == 1 ? 1 : 0))
                }
                let lapse = BookingWrite.endLocks([], at: Timestamp(seconds: 0))
                return Decision(writes: [lapse, .hold(seats, .blocked)], events: [], outcome: run)
            }
            #expect(runs.withLock { $0 } == 2)
            #expect(try await fixture.seat("10A") == ("blocked", 2))
        }
    }

    @Test func `a balance that does not suffice leaves everything as it was`() async throws {
        try await BookingFixture.run { fixture in
            let agent = fixture.principal()
            let (booking, total) = try await fixture.hold(["10A"], by: agent)
            _ = try await fixture.database.query("UPDATE agency SET balance = 5")
            let before = try await fixture.events()
            await #expect(throws: BookingError.insufficientBalance) {
                try await fixture.office.pay(total, for: booking, by: agent, under: nil)
            }
            #expect(try await fixture.seat("10A").state == "locked")
            #expect(try await fixture.events() == before)
        }
    }

    @Test func `payments that race for one balance never overdraw it`() async throws {
        try await BookingFixture.run { fixture in
            let agent = fixture.principal()
            var bookings: [(id: UniqueID, total: Money)] = []
            for row in 10..<18 where row != 13 {
                bookings.append(try await fixture.hold(["\(row)A"], by: agent))
            }
            let price = try #require(bookings.first?.total)
            _ = try await fixture.database.query(
                "UPDATE agency SET balance = $1", [.integer(price.minorUnits * 3 + 1)])
            let paid = await withTaskGroup(of: Bool.self) { group in
                for booking in bookings {
                    group.addTask {
                        do throws(BookingError) {
                            _ = try await fixture.office.pay(
                                booking.total, for: booking.id, by: agent, under: nil)
                            return true
                        } catch {
                            #expect(error == .insufficientBalance)
                            return false
                        }
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(paid == 3)
            let rest = try await fixture.office.queries.agency(fixture.agency)?.balance.minorUnits
            #expect(rest == 1)
        }
    }
}
