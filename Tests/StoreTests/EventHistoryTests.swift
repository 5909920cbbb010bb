import Events
import Store
import Testing

@Suite struct EventHistoryTests {
    private let flight = "flight:0b5f1c1e-8d53-4b52-9d5c-3d5f1f4b2a10"

    @Test func `pages hold what was committed, byte for byte, and say how far they reach`()
        async throws
    {
        try await Fixture.with { fixture in
            let history = PostgresEventHistory(fixture.database)
            let empty = try await history.entries(after: 0, limit: 10)
            #expect(empty.entries.isEmpty)
            #expect(empty.through == 0)
            #expect(empty.head.floor == 0)

            let sequencing = fixture.sequencing()
            let grant = try #require(try await sequencing.acquireLease(node: "a"))
            try await fixture.emit(3)
            try await fixture.emit(2, on: flight, subject: "flight/1")
            _ = try await sequencing.step(limit: 100)

            let page = try await history.entries(after: 1, limit: 3)
            #expect(page.entries.map(\.seq) == [2, 3, 4])
            #expect(page.through == 4)
            #expect(page.head == HistoryHead(epoch: grant.epoch, head: 5, floor: 0))
            #expect(page.entries[0].topics == [Topic(.ops)])
            #expect(Array(page.entries[0].payload) == Array(#"{"n":2}"#.utf8))
            #expect(page.entries[2].type == "test:happened")
            #expect(page.entries[2].subject == "flight/1")
            #expect(try await history.identity(at: 4) == page.entries[2].identity)
            #expect(try await history.identity(at: 6) == nil)

            let rest = try await history.entries(after: 4, limit: 3)
            #expect(rest.entries.map(\.seq) == [5])
            #expect(rest.through == 5)
            await sequencing.close()
        }
    }

    @Test func `a topic's page skips what is on others and reaches to the head`() async throws {
        try await Fixture.with { fixture in
            let sequencing = fixture.sequencing()
            _ = try await sequencing.acquireLease(node: "a")
            try await fixture.emit(2, on: flight)
            try await fixture.emit(2)
            try await fixture.emit(1, on: flight)
            try await fixture.emit(1)
            _ = try await sequencing.step(limit: 100)
            let history = PostgresEventHistory(fixture.database)
            let topic = try Topic(parsing: flight)
            let first = try await history.entries(on: topic, after: 0, limit: 2)
            #expect(first.entries.map(\.seq) == [1, 2])
            #expect(first.through == 2)
            let second = try await history.entries(on: topic, after: 2, limit: 2)
            #expect(second.entries.map(\.seq) == [5])
            #expect(second.through == 6)
            await sequencing.close()
        }
    }

    @Test func `pages of many topics come with one query, each in its place`() async throws {
        try await Fixture.with { fixture in
            let sequencing = fixture.sequencing()
            _ = try await sequencing.acquireLease(node: "a")
            try await fixture.emit(3, on: flight)
            try await fixture.emit(2)
            try await fixture.emit(1, on: flight)
            _ = try await sequencing.step(limit: 100)
            let topic = try Topic(parsing: flight)
            let nothing = try Topic(parsing: "airport:LHR")
            let pages = try await PostgresEventHistory(fixture.database).pages(
                after: [
                    TopicPosition(topic, after: 2), TopicPosition(nothing, after: 0),
                    TopicPosition(Topic(.ops), after: 4), TopicPosition(topic, after: 0),
                ], limit: 2)
            #expect(pages.map { $0.entries.map(\.seq) } == [[3, 6], [], [5], [1, 2]])
            #expect(pages.map(\.through) == [6, 6, 6, 2])
            #expect(Set(pages.map(\.head.head)) == [6])
            await sequencing.close()
        }
    }

    @Test func `retention raises the floor, drops whole partitions and keeps the head`()
        async throws
    {
        try await Fixture.with { fixture in
            try await usePartitions(of: 10, fixture.database)
            let sequencing = fixture.sequencing { $0.partitionInterval = 1 }
            _ = try await sequencing.acquireLease(node: "a")
            for _ in 0..<5 {
                try await fixture.emit(5)
                _ = try await sequencing.step(limit: 100)
            }
            let history = PostgresEventHistory(fixture.database)
            let retention = EventRetention(fixture.database)
            #expect(try await retention.run(keeping: .seconds(600)) == 0)
            #expect(try await history.entries(after: 0, limit: 100).entries.count == 25)

            #expect(try await retention.run(keeping: .zero) == 19)
            let page = try await history.entries(after: 0, limit: 100)
            #expect(page.entries.map(\.seq) == Array(20...25))
            #expect(page.head.floor == 19)
            #expect(page.head.head == 25)
            try await fixture.emit(1)
            #expect(try await sequencing.step(limit: 100).head == 26)
            let spilled = try await fixture.database.query("SELECT count(*) FROM events_default")
            #expect(try spilled.only().int(0) == 0)
            await sequencing.close()
        }
    }

    @Test func `events that outran the partitions are kept, and dropped in their time`()
        async throws
    {
        try await Fixture.with { fixture in
            try await usePartitions(of: 10, fixture.database)
            let sequencing = fixture.sequencing()
            _ = try await sequencing.acquireLease(node: "a")
            try await fixture.emit(45)
            _ = try await sequencing.step(limit: 100)
            let count = "SELECT count(*) FROM events_default"
            #expect(try await fixture.database.query(count).only().int(0) == 16)
            // The head's own range stays in the default partition; the next two get theirs.
            let made = try await fixture.database.query(
                """
                SELECT to_regclass('events_0000000000000040') IS NOT NULL AS own,
                    to_regclass('events_0000000000000060') IS NOT NULL AS next
                """
            ).only()
            #expect(try !made.boolean("own"))
            #expect(try made.boolean("next"))
            #expect(try await EventRetention(fixture.database).run(keeping: .zero) == 39)
            #expect(try await fixture.database.query(count).only().int(0) == 6)
            let page = try await PostgresEventHistory(fixture.database).entries(
                after: 0, limit: 100)
            #expect(page.entries.map(\.seq) == Array(40...45))
            await sequencing.close()
        }
    }

    /// Replaces the empty partitions by those of another size.
    private func usePartitions(of size: Int, _ database: Database) async throws {
        for partition in [0, 1_000_000, 2_000_000] {
            let digits = String(partition)
            let bound = String(repeating: "0", count: 16 - digits.count) + digits
            _ = try await database.query("DROP TABLE events_\(bound), event_topics_\(bound)")
        }
        _ = try await database.query("UPDATE history SET partition_size = $1", [.integer(size)])
        _ = try await database.query("SELECT events_add_partitions()")
    }
}
