import Events
import Hub
import Testing

/// However much memory holds, one go takes a bounded part of it, and the others get their turn.
struct CatchingUpBoundsTests {
    let seats = "seats:00000000-0000-4000-8000-000000000001"

    private func world(pageLimit: Int, flushSize: Int = 64 << 10) -> HubWorld {
        var configuration = Hub.Configuration()
        configuration.pageLimit = pageLimit
        configuration.flushSize = flushSize
        return HubWorld(at: 10, configuration: configuration)
    }

    private func resume(
        _ world: inout HubWorld, _ id: ConnectionID, _ topics: [String], types: String? = nil
    ) {
        let wanted = topics.map { #"{"topic":"\#($0)","cursor":"1.abc.10"}"# }
        let filter = types.map { #","events":["\#($0)"]"# } ?? ""
        world.say(
            #"{"op":"subscribe","id":"1","topics":[\#(wanted.joined(separator: ","))],"snapshot":false\#(filter)}"#,
            id)
    }

    /// Whether the hub waits to go on with `id`, since the last call.
    private func isPaced(_ world: inout HubWorld, _ id: ConnectionID) -> Bool {
        world.takeAsked().contains(.notifyWhenWritten(id))
    }

    @Test func `a filter that lets nothing pass looks at a page at once`() {
        var world = world(pageLimit: 100)
        world.deliver(11...260, on: seats)
        let id = world.connect(1)
        resume(&world, id, [seats], types: "nope")
        #expect(world.take(1) == ["subscribed seats=resumed@10"])
        #expect(isPaced(&world, id))
        world.perform { $0.written(id) }
        #expect(world.take(1).isEmpty)
        #expect(isPaced(&world, id))
        world.perform { $0.written(id) }
        #expect(world.take(1) == ["mark cursor 260"])
        #expect(!isPaced(&world, id))
    }

    @Test(arguments: [1, 5])
    func `what a filter lets pass comes once, in order, over all pages`(types count: Int) {
        var world = world(pageLimit: 100)
        for seq in Int64(11)...260 {
            world.deliver(
                seq, of: "seat/1A", on: seats, type: seq % 60 == 0 ? "seat:booked" : "seat:locked")
        }
        let id = world.connect(1)
        let types = ["seat:booked"] + (1..<count).map { "other:\($0)" }
        resume(&world, id, [seats], types: types.joined(separator: #"",""#))
        while isPaced(&world, id) { world.perform { $0.written(id) } }
        #expect(
            world.take(1) == [
                "subscribed seats=resumed@10", "event cursor 60", "event cursor 120",
                "event cursor 180", "event cursor 240", "mark cursor 260",
            ])
    }

    @Test func `the topics of a subscribe share what may be looked at in one go`() {
        var world = world(pageLimit: 100)
        let topics = (0..<10).map { "flight:\(UniqueID(high: 9, low: UInt64($0)))" }
        for seq in Int64(11)...50 { world.deliver(seq, onAll: topics) }
        let id = world.connect(1)
        resume(&world, id, topics, types: "nope")
        var marks = [world.take(1).filter { $0 == "mark cursor 50" }.count]
        while isPaced(&world, id) {
            world.perform { $0.written(id) }
            marks.append(world.take(1).count)
        }
        #expect(marks == [2, 3, 2, 3])
    }

    @Test func `the topics of a subscribe share what a socket is given in one go`() {
        var world = world(pageLimit: 100, flushSize: 1_000)
        let topics = (0..<10).map { "flight:\(UniqueID(high: 9, low: UInt64($0)))" }
        for seq in Int64(11)...14 { world.deliver(seq, onAll: topics) }
        let id = world.connect(1)
        resume(&world, id, topics)
        var heard = world.take(1)
        #expect(heard.filter { $0.hasPrefix("event") }.count < 10)
        while isPaced(&world, id) {
            world.perform { $0.written(id) }
            let more = world.take(1)
            #expect(more.filter { $0.hasPrefix("event") }.count < 10)
            heard += more
        }
        #expect(heard.filter { $0.hasPrefix("event") }.count == 40)
        #expect(heard.filter { $0 == "mark cursor 14" }.count == 10)
    }

    /// Such settings made pages of nothing, which were read for ever.
    @Test func `a query that may bring less than there are positions takes fewer of these`() {
        var configuration = Hub.Configuration()
        configuration.readLimit = 3
        configuration.positionsPerRead = 10
        configuration.historyReadsAtOnce = 1
        var world = HubWorld(at: 50, configuration: configuration)
        resume(
            &world, world.connect(1), (0..<7).map { "flight:\(UniqueID(high: 9, low: UInt64($0)))" }
        )
        var counts: [Int] = []
        for _ in 0..<10 {
            for read in world.takeHistoryReads() {
                counts.append(read.positions.count)
                #expect(read.limit == 3 / read.positions.count)
                let pages = read.positions.map {
                    HubWorld.page([], on: $0.topic.description, head: 50)
                }
                world.perform { $0.historyRead(read.number, pages) }
            }
        }
        #expect(counts == [3, 3, 1])
        #expect(world.take(1).filter { $0 == "mark cursor 50" }.count == 7)
    }
}
