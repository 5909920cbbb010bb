import Events
import Store
import Testing

@Suite struct EpochTests {
    @Test(arguments: ["system_identifier = 1", "timeline = '000000FF'"])
    func `a database that is another one begins a new history before the next event`(
        _ difference: String
    ) async throws {
        try await Fixture.with { fixture in
            let sequencing = fixture.sequencing()
            let grant = try #require(try await sequencing.acquireLease(node: "a"))
            try await fixture.emit(1)
            #expect(try await sequencing.step(limit: 10).epoch == grant.epoch)
            _ = try await fixture.database.query("UPDATE history SET \(difference)")
            let step = try await sequencing.step(limit: 10)
            #expect(step.epoch.generation == grant.epoch.generation + 1)
            #expect(step.epoch.id != grant.epoch.id)
            #expect(step.head == 1)
            #expect(try await sequencing.step(limit: 10).epoch == step.epoch)
            #expect(try await PostgresEventHistory(fixture.database).head().epoch == step.epoch)
            await sequencing.close()
        }
    }

    @Test func `an epoch is followed once, however often it is asked for`() async throws {
        try await Fixture.with { fixture in
            let sequencing = fixture.sequencing()
            let grant = try #require(try await sequencing.acquireLease(node: "a"))
            let next = try await sequencing.beginEpoch(after: grant.epoch, reason: "test")
            #expect(next.epoch.generation == grant.epoch.generation + 1)
            let again = try await sequencing.beginEpoch(after: grant.epoch, reason: "test")
            #expect(again == next)
            await sequencing.releaseLease()
            await #expect(throws: StoreFailure.leaseLost) {
                _ = try await sequencing.beginEpoch(after: next.epoch, reason: "test")
            }
        }
    }

    @Test func `an epoch begun by hand reaches the holder with its next step`() async throws {
        try await Fixture.with { fixture in
            let sequencing = fixture.sequencing()
            _ = try await sequencing.acquireLease(node: "a")
            let epoch = try await EpochChange(fixture.database).begin(reason: "restored")
            #expect(epoch.generation == 2)
            #expect(try await sequencing.step(limit: 10).epoch == epoch)
            await sequencing.close()
        }
    }
}
