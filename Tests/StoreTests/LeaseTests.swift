import Events
import Store
import Testing

@Suite struct LeaseTests {
    @Test func `one node holds the lease until it gives it back`() async throws {
        try await Fixture.with { fixture in
            let (one, two) = (fixture.sequencing { $0.lease = .seconds(60) }, fixture.sequencing())
            let first = try #require(try await one.acquireLease(node: "one"))
            #expect(first.head == 0)
            #expect(try await two.acquireLease(node: "two") == nil)
            await #expect(throws: StoreFailure.leaseLost) { try await two.step(limit: 10) }
            await one.releaseLease()
            let second = try #require(try await two.acquireLease(node: "two"))
            #expect(second.term == first.term + 1)
            #expect(second.epoch == first.epoch)
            await #expect(throws: StoreFailure.leaseLost) { try await one.step(limit: 10) }
            await two.close()
        }
    }

    @Test func `a holder that comes back late finds another name and changes nothing`()
        async throws
    {
        try await Fixture.with { fixture in
            let late = fixture.sequencing { $0.lease = .zero }
            let next = fixture.sequencing()
            _ = try #require(try await late.acquireLease(node: "late"))
            _ = try #require(try await next.acquireLease(node: "next"))
            try await fixture.emit(2)
            // Its session was ended with its lease; the next one tells it why.
            await #expect(throws: StoreFailure.self) { try await late.step(limit: 10) }
            await #expect(throws: StoreFailure.leaseLost) { try await late.step(limit: 10) }
            #expect(try await PostgresEventHistory(fixture.database).head().head == 0)
            #expect(try await next.step(limit: 10).head == 2)
            await late.close()
            await next.close()
        }
    }

    /// The clock was set back an hour.
    @Test func `a lease that ends later than its length allows keeps nobody away`() async throws {
        try await Fixture.with { fixture in
            let (holder, next) = (fixture.sequencing(), fixture.sequencing())
            _ = try #require(try await holder.acquireLease(node: "holder"))
            let jump = "UPDATE sequencer SET lease_until = lease_until + interval '1 hour'"
            _ = try await fixture.database.query(jump)
            // A holder that lives puts it right.
            _ = try await holder.step(limit: 10)
            let rest = "SELECT lease_until - clock_timestamp() < interval '3 s' FROM sequencer"
            #expect(try await fixture.database.query(rest).only().boolean(0))
            _ = try await fixture.database.query(jump)
            _ = try #require(try await next.acquireLease(node: "next"))
            await holder.close()
            await next.close()
        }
    }

    @Test func `a holder that is frozen inside its transaction loses lease and lock`()
        async throws
    {
        try await Fixture.with { fixture in
            var patient = fixture.configuration
            patient.idleInTransactionTimeout = .seconds(600)
            let frozen = try await PostgresConnection.connect(on: fixture.loop, patient)
            _ = try await frozen.query("SELECT * FROM sequencer_acquire('frozen', '0 s')")
            _ = try await frozen.query("BEGIN")
            _ = try await frozen.query("SELECT * FROM sequencer FOR UPDATE")

            let challenger = fixture.sequencing()
            try await fixture.emit(1)
            _ = try #require(try await challenger.acquireLease(node: "challenger"))
            #expect(try await challenger.step(limit: 10).head == 1)
            await #expect(throws: PostgresError.connectionLost) {
                _ = try await frozen.query("COMMIT")
            }
            await challenger.close()
        }
    }

    @Test func `idle steps renew the lease and write nothing else`() async throws {
        try await Fixture.with { fixture in
            let sequencing = fixture.sequencing { $0.lease = .seconds(60) }
            _ = try await sequencing.acquireLease(node: "a")
            _ = try await fixture.database.query(
                """
                UPDATE sequencer SET lease_until = lease_until + interval '1 hour',
                    lease_length = interval '2 hours'
                """)
            // Whoever locks the row leaves its transaction number there.
            let row = "SELECT xmin::text || xmax::text || lease_until::text FROM sequencer"
            let before = try await fixture.database.query(row).only().text(0)
            for _ in 0..<20 { #expect(try await sequencing.step(limit: 10).isDrained) }
            #expect(try await fixture.database.query(row).only().text(0) == before)

            _ = try await fixture.database.query(
                "UPDATE sequencer SET lease_until = lease_until - interval '61 min'")
            let until = "SELECT lease_until FROM sequencer"
            let reduced = try await fixture.database.query(until).only().time(0)
            _ = try await sequencing.step(limit: 10)
            #expect(try await fixture.database.query(until).only().time(0) > reduced)
            await sequencing.close()
        }
    }
}
