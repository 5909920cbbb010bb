import Events
import Store
import Synchronization
import Testing

@Suite struct IngressTests {
    private func event(_ id: String, source: String = "/weather") throws -> IncomingEvent {
        try IncomingEvent(
            message: Array(
                """
                {"topics":["ops","airport:LHR"],"event":{"specversion":"1.0","id":"\(id)",\
                "source":"\(source)","type":"weather:storm","data":{"n":1}}}
                """.utf8))
    }

    @Test func `each event is taken once, in order, and wakes the sequencer`() async throws {
        try await Fixture.with { fixture in
            let wakes = Atomic(0)
            let ingress = PostgresIngress(fixture.database) { wakes.add(1, ordering: .relaxed) }
            try await ingress.take([event("b"), event("a"), event("b")])
            try await ingress.take([event("a"), event("c"), event("a", source: "/other")])
            #expect(wakes.load(ordering: .relaxed) == 2)

            let sequencing = fixture.sequencing()
            _ = try await sequencing.acquireLease(node: "a")
            _ = try await sequencing.step(limit: 100)
            let history = PostgresEventHistory(fixture.database)
            let page = try await history.entries(after: 0, limit: 100)
            #expect(
                page.entries.map(\.identity) == [
                    "/weather b", "/weather a", "/weather c", "/other a",
                ])
            #expect(Array(page.entries[0].payload) == (try event("b")).payload)
            #expect(page.entries[0].topics.map(\.description) == ["ops", "airport:LHR"])
            await sequencing.close()
        }
    }

    @Test func `events are taken again when they were seen too long ago`() async throws {
        try await Fixture.with { fixture in
            let ingress = PostgresIngress(fixture.database) {}
            try await ingress.take([event("a")])
            _ = try await EventRetention(fixture.database).run(keeping: .seconds(60))
            try await ingress.take([event("a")])
            let count = "SELECT count(*) FROM outbox"
            #expect(try await fixture.database.query(count).only().int(0) == 1)
            _ = try await EventRetention(fixture.database).run(keeping: .zero)
            try await ingress.take([event("a")])
            #expect(try await fixture.database.query(count).only().int(0) == 2)
        }
    }

    @Test func `without a database it says so`() async throws {
        try await withLoop { loop in
            let database = Database(PostgresConfiguration("host=/nowhere"), loops: [loop])
            await #expect(throws: IngressFailure.unavailable) {
                try await PostgresIngress(database) {}.take([event("a")])
            }
            await database.close()
        }
    }

    @Test func `a database that takes none at all says why`() async throws {
        try await Fixture.with { fixture in
            let ingress = PostgresIngress(fixture.database) {}
            _ = try await fixture.database.query("ALTER TABLE ingress_seen RENAME TO elsewhere")
            let events = [try event("a")]
            do throws(IngressFailure) {
                try await ingress.take(events)
                Issue.record("it was taken")
            } catch .refusesAll(let reason) {
                #expect(reason == "the database refused: SQLSTATE 42P01")
            } catch {
                Issue.record("\(error)")
            }
        }
    }
}
