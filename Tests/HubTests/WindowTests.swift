import Events
import Hub
import Testing

/// What is kept in memory, and what the hub looks up in it.
struct WindowTests {
    let seats = "seats:00000000-0000-4000-8000-000000000001"

    /// Entries on `ops` with payloads of these sizes, as they come together from the log.
    private func page(_ sizes: [Int], from seq: Int64 = 11) -> [LogEntry] {
        var page = LogPage()
        for (index, size) in sizes.enumerated() {
            for field in [LogPage.Field.identity, .type, .subject] {
                page.take(field, "x".utf8.span)
            }
            page.take(.topics, "ops".utf8.span)
            page.take(.payload, String(repeating: "1", count: size).utf8.span)
            let isAdded = page.add(seq: seq + Int64(index))
            #expect(isAdded)
        }
        return page.take()
    }

    /// Whether who has everything up to `seq` of `ops` is served from memory.
    private func reaches(back seq: Int64, _ world: inout HubWorld) -> Bool {
        let id = world.connect(1, as: HubWorld.admin)
        world.say(
            #"{"op":"subscribe","id":"s","topics":[{"topic":"ops","cursor":"1.abc.\#(seq)"}]}"#, id)
        defer { world.perform { $0.disconnected(id) } }
        return world.takeHistoryReads().isEmpty
    }

    private func world(bytes: Int) -> HubWorld {
        var configuration = Hub.Configuration()
        configuration.windowBytes = bytes
        return HubWorld(at: 10, configuration: configuration)
    }

    @Test func `the oldest entries go when there are more bytes than may be kept`() {
        var world = world(bytes: 200_000)
        for seq in Int64(11)...20 { world.perform { $0.deliver(page([30_000], from: seq)) } }
        #expect(reaches(back: 14, &world))
        #expect(!reaches(back: 13, &world))
    }

    @Test func `a small entry that holds the memory of a large one counts as much`() {
        var world = world(bytes: 50_000)
        world.perform { $0.deliver(page([60_000, 10])) }
        #expect(!reaches(back: 11, &world))
        #expect(reaches(back: 12, &world))
        world.perform { $0.deliver(page([10, 10], from: 13)) }
        #expect(reaches(back: 12, &world))
    }

    @Test func `entries that came together count once`() {
        var world = world(bytes: 100_000)
        world.perform { $0.deliver(page(Array(repeating: 600, count: 100))) }
        #expect(reaches(back: 10, &world))
        world.perform { $0.deliver(page(Array(repeating: 600, count: 100), from: 111)) }
        #expect(!reaches(back: 109, &world))
        #expect(reaches(back: 110, &world))
    }

    @Test func `who comes when a topic is kept already hears what comes next`() {
        var world = HubWorld()
        world.deliver(11...12, on: seats)
        let id = world.connect(1, as: HubWorld.admin)
        world.subscribe(id, #"["\#(seats)"]"#)
        world.deliver(13...13, on: seats)
        #expect(world.take(1) == ["event cursor 13 prev 12"])
    }

    @Test func `a topic that is not kept any more is still heard`() {
        var configuration = Hub.Configuration()
        configuration.windowEntries = 2
        var world = HubWorld(configuration: configuration)
        let id = world.connect(1, as: HubWorld.admin)
        world.subscribe(id, #"["\#(seats)"]"#)
        world.deliver(11...11, on: seats)
        world.deliver(12...20, on: "ops")
        world.deliver(21...21, on: seats)
        #expect(world.take(1) == ["event cursor 11 prev 10", "event cursor 21 prev 11"])
    }

    @Test func `a topic that somebody has left is not heard, and is again by who comes`() {
        var world = HubWorld()
        let first = world.connect(1, as: HubWorld.admin)
        world.subscribe(first, #"["\#(seats)"]"#)
        world.deliver(11...11, on: seats)
        world.perform { $0.disconnected(first) }
        let second = world.connect(2, as: HubWorld.admin)
        world.subscribe(second, #"["ops"]"#)
        world.deliver(12...12, on: seats)
        #expect(world.take(2).isEmpty)
        world.subscribe(second, #"["\#(seats)"]"#)
        world.deliver(13, onAll: ["ops", seats])
        #expect(world.take(2) == ["event cursor 13 prev 11", "event cursor 13 prev 12"])
    }
}
