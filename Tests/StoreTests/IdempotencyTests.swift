import Accounts
import Booking
import Events
import Store
import Testing

@Suite struct IdempotencyTests {
    @Test func `a repeat gets the same bytes and changes nothing`() async throws {
        try await BookingFixture.run { fixture in
            let person = fixture.principal(.customer)
            let claim = fixture.claim(person, "one \"key\" é")
            let first = try await fixture.lock(["10A"], by: person, under: claim)
            let second = try await fixture.lock(["10A"], by: person, under: claim)
            #expect(!first.isReplay)
            #expect(second.isReplay)
            #expect(second.outcome == first.outcome)
            #expect(try await fixture.seat("10A") == ("locked", 2))
            #expect(try await fixture.events() == ["seat:locked"])
        }
    }

    @Test func `another request under the same key is refused, another caller's is not`()
        async throws
    {
        try await BookingFixture.run { fixture in
            let person = fixture.principal(.customer)
            _ = try await fixture.lock(["10A"], by: person, under: fixture.claim(person, "k"))
            await #expect(throws: BookingError.idempotencyKeyReused) {
                try await fixture.lock(["10C"], by: person, under: fixture.claim(person, "k", 2))
            }
            let other = fixture.principal(.customer)
            _ = try await fixture.lock(["10C"], by: other, under: fixture.claim(other, "k"))
        }
    }

    @Test func `a request that failed leaves its key unused`() async throws {
        try await BookingFixture.run { fixture in
            let person = fixture.principal(.customer)
            _ = try await fixture.lock(["10A"], by: fixture.principal(.customer))
            let claim = fixture.claim(person, "k")
            await #expect(throws: BookingError.self) {
                try await fixture.lock(["10A"], by: person, under: claim)
            }
            _ = try await fixture.lock(["10C"], by: person, under: claim)
        }
    }

    @Test func `equal requests at once have one effect`() async throws {
        try await BookingFixture.run { fixture in
            let person = fixture.principal(.customer)
            let claim = fixture.claim(person, "k")
            let granted = await withTaskGroup(of: Bool?.self) { group in
                for _ in 0..<16 {
                    group.addTask { await isReplay(claim, person, fixture) }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let events = try await fixture.events()
            #expect(granted.count { $0 == false } == 1)
            #expect(events == ["seat:locked"])
        }
    }

    @Test func `a request whose equal still runs is refused without waiting for its rows`()
        async throws
    {
        try await BookingFixture.run { fixture in
            let person = fixture.principal(.customer)
            let claim = fixture.claim(person, "k")
            try await fixture.database.transaction { running in
                _ = try await running.queries([
                    PostgresQuery("SELECT claim_key($1, $2)", [.id(person.userID), .text("k")]),
                    PostgresQuery(
                        "SELECT FROM flight_seat WHERE flight_id = $1 FOR UPDATE",
                        [.id(fixture.flight)]),
                ])
                // Waiting for the seat would end in `unavailable`, by the session's lock_timeout.
                await #expect(throws: BookingError.idempotencyInProgress) {
                    try await fixture.lock(["10A"], by: person, under: claim)
                }
            }
            _ = try await fixture.lock(["10A"], by: person, under: claim)
        }
    }

    /// Whether the lock was one that had been granted before; nil when the key was taken.
    private func isReplay(
        _ claim: IdempotencyClaim, _ person: Principal, _ fixture: BookingFixture
    ) async -> Bool? {
        do throws(BookingError) {
            return try await fixture.lock(["10A"], by: person, under: claim).isReplay
        } catch {
            #expect(error == .idempotencyInProgress)
            return nil
        }
    }

    @Test func `old replies and locks are forgotten`() async throws {
        try await BookingFixture.run { fixture in
            let person = fixture.principal(.customer)
            _ = try await fixture.lock(["10A"], by: person, under: fixture.claim(person, "k"))
            #expect(try await fixture.database.forgetOldRequests() == 0)
            _ = try await fixture.database.query(
                "UPDATE idempotency SET created_at = now() - interval '25 hours'")
            #expect(try await fixture.database.forgetOldRequests() == 1)
        }
    }
}
