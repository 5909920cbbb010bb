import Events
import Hub
import Testing

/// However many clients come at once, the database is asked a few times.
struct SharingTests {
    let seats = "seats:00000000-0000-4000-8000-000000000001"

    private func resume(
        _ world: inout HubWorld, _ slot: Int32, from seq: Int64, on topics: [String]
    ) {
        let id = world.connect(slot)
        let wanted = topics.map { #"{"topic":"\#($0)","cursor":"1.abc.\#(seq)"}"# }
        world.say(
            #"{"op":"subscribe","id":"1","topics":[\#(wanted.joined(separator: ","))],"snapshot":false}"#,
            id)
        _ = world.take(slot)
    }

    private func flights(_ count: Int) -> [String] {
        (0..<count).map { "flight:\(UniqueID(high: 9, low: UInt64($0)))" }
    }

    // MARK: - The history

    @Test func `all topics of a subscribe are read with one query`() throws {
        var world = HubWorld(at: 1_000)
        let topics = flights(100)
        resume(&world, 1, from: 3, on: topics)
        let reads = world.takeHistoryReads()
        #expect(reads.map(\.positions.count) == [100])
        #expect(reads.first?.limit == 50)
        let read = try #require(reads.first)
        let pages = read.positions.map {
            HubWorld.page($0.topic.description == topics[7] ? [9] : [], on: topics[7], head: 1_000)
        }
        world.perform { $0.historyRead(read.number, pages) }
        let heard = world.take(1)
        #expect(heard.filter { $0.hasPrefix("event") } == ["event cursor 9 prev 3"])
        #expect(heard.filter { $0 == "mark cursor 1000" }.count == 100)
        #expect(world.takeHistoryReads().isEmpty)
    }

    @Test func `clients with near cursors on a topic share its page, each from its own place`()
        throws
    {
        var world = HubWorld(at: 1_000)
        resume(&world, 1, from: 3, on: [seats])
        let first = try #require(world.takeHistoryReads().first)
        resume(&world, 2, from: 6, on: [seats])
        resume(&world, 3, from: 4, on: [seats])
        resume(&world, 4, from: 4, on: [seats])
        // What is on its way began before they came.
        #expect(world.takeHistoryReads().isEmpty)
        world.perform { [seats] in
            $0.historyRead(first.number, [HubWorld.page([5, 9], on: seats, head: 1_000)])
        }
        #expect(
            world.take(1) == [
                "event cursor 5 prev 3", "event cursor 9 prev 5", "mark cursor 1000",
            ])
        #expect(world.take(2).isEmpty)
        let second = try #require(world.takeHistoryReads().first)
        #expect(second.positions.map(\.seq) == [4])
        world.perform { [seats] in
            $0.historyRead(second.number, [HubWorld.page([5, 9], on: seats, head: 1_000)])
        }
        let all = ["event cursor 5 prev 4", "event cursor 9 prev 5", "mark cursor 1000"]
        #expect(world.take(2) == Array(all[1...]))
        #expect(world.take(3) == all)
        #expect(world.take(4) == all)
    }

    @Test func `a taker that has gone is passed by, and its number's next holder gets nothing`()
        throws
    {
        var world = HubWorld(at: 1_000)
        resume(&world, 1, from: 3, on: [seats])
        let read = try #require(world.takeHistoryReads().first)
        world.perform { $0.disconnected(ConnectionID(slot: 1, generation: 1)) }
        resume(&world, 2, from: 3, on: ["airport:LHR"])
        world.perform { [seats] in
            $0.historyRead(read.number, [HubWorld.page([5], on: seats, head: 1_000)])
        }
        #expect(world.take(1).isEmpty)
        #expect(world.take(2).isEmpty)
    }

    @Test func `one socket is given one flush at a time, and reads on from there`() throws {
        var configuration = Hub.Configuration()
        configuration.flushSize = 1
        var world = HubWorld(at: 1_000, configuration: configuration)
        resume(&world, 1, from: 3, on: [seats])
        let read = try #require(world.takeHistoryReads().first)
        world.perform { [seats] in
            $0.historyRead(read.number, [HubWorld.page([5, 9], on: seats, head: 1_000)])
        }
        #expect(world.take(1) == ["event cursor 5 prev 3"])
        #expect(world.takeHistoryReads().isEmpty)
        world.perform { $0.written(ConnectionID(slot: 1, generation: 1)) }
        #expect(world.takeHistoryReads().first?.positions.map(\.seq) == [5])
    }

    @Test func `a history that is behind the node is asked again in a while, not at once`() throws {
        var world = HubWorld(at: 1_000)
        resume(&world, 1, from: 900, on: [seats])
        let read = try #require(world.takeHistoryReads().first)
        world.perform { [seats] in
            $0.historyRead(read.number, [HubWorld.page([], on: seats, head: 900)])
        }
        #expect(world.takeHistoryReads().isEmpty)
        world.tick(1)
        #expect(world.takeHistoryReads().first?.positions.map(\.seq) == [900])
    }

    @Test func `500 clients that come back at once need a handful of queries`() {
        var configuration = Hub.Configuration()
        configuration.pageLimit = 100
        var hub = Hub(
            configuration: configuration, position: Cursor(epoch: HubWorld.epoch, seq: 1_000))
        var queries = 0
        var frames = 0
        var marks = 0
        var lag: [HubAction] = []
        let request = #"{"op":"subscribe","id":"1","topics":[{"topic":"\#(seats)","cursor":""#
        for slot in Int32(0)..<500 {
            let id = ConnectionID(slot: slot, generation: 1)
            hub.connected(id, principal: nil)
            let text = request + "1.abc.\(700 + slot % 20)\"}],\"snapshot\":false}"
            hub.received(Array(text.utf8), from: id)
            lag += hub.takeActions()
        }
        // Whatever the hub wants is done in the order in which it was wanted.
        while !lag.isEmpty {
            let actions = lag
            lag = []
            for action in actions {
                switch action {
                case .send(_, let text):
                    if text.starts(with: #"{"op":"event""#.utf8) { frames += 1 }
                    if text.starts(with: #"{"op":"mark""#.utf8) { marks += 1 }
                case .notifyWhenWritten(let id): hub.written(id)
                case .readHistory(let number, let positions, let limit):
                    queries += 1
                    hub.historyRead(
                        number,
                        positions.map { [seats] in
                            let end = min(1_000, $0.seq + Int64(limit))
                            return HubWorld.page(
                                Array($0.seq + 1...end), on: seats, head: 1_000, full: end < 1_000)
                        })
                default: break
                }
                lag += hub.takeActions()
            }
        }
        #expect(marks == 500)
        #expect(frames == (0..<500).reduce(0) { $0 + 300 - $1 % 20 })
        #expect(queries <= 12, "\(queries) queries")
    }

    // MARK: - Snapshots

    private func begin(_ world: inout HubWorld, _ slot: Int32, on topic: String) {
        let id = world.connect(slot)
        world.say(#"{"op":"subscribe","id":"1","topics":["\#(topic)"]}"#, id)
        _ = world.take(slot)
    }

    @Test func `who asks while a snapshot is on its way shares the next one`() {
        var world = HubWorld(at: 10)
        begin(&world, 1, on: seats)
        let first = world.takeSnapshotReads()
        #expect(first.count == 1)
        for slot in Int32(2)...50 { begin(&world, slot, on: seats) }
        // It may have been read before they came: a client could miss what it has just done.
        #expect(world.takeSnapshotReads().isEmpty)
        world.deliver(11...12, on: seats)
        world.answerSnapshots(first, at: 11)
        #expect(
            world.take(1) == ["snapshot cursor 11", "event cursor 12 prev 11", "mark cursor 12"])
        #expect(world.take(2).isEmpty)
        let second = world.takeSnapshotReads()
        #expect(second.count == 1)
        world.answerSnapshots(second, at: 12)
        for slot in Int32(2)...50 { #expect(world.take(slot) == ["snapshot cursor 12"]) }
        world.deliver(13...13, on: seats)
        #expect(world.take(2) == ["event cursor 13 prev 12"])
    }

    @Test func `a snapshot that memory does not reach back to is followed by shared pages`() throws
    {
        var configuration = Hub.Configuration()
        configuration.windowEntries = 2
        var world = HubWorld(at: 10, configuration: configuration)
        begin(&world, 9, on: seats)
        let first = world.takeSnapshotReads()
        for slot in Int32(1)...3 { begin(&world, slot, on: seats) }
        world.answerSnapshots(first, at: 10)
        let second = world.takeSnapshotReads()
        world.deliver(11...15, on: seats)
        world.answerSnapshots(second, at: 11)
        for slot in Int32(1)...3 { #expect(world.take(slot) == ["snapshot cursor 11"]) }
        let reads = world.takeHistoryReads()
        #expect(reads.map { $0.positions.map(\.seq) } == [[11]])
        let read = try #require(reads.first)
        world.perform { [seats] in
            $0.historyRead(
                read.number, [HubWorld.page([12, 13, 14, 15], on: seats, head: 15)])
        }
        for slot in Int32(1)...3 {
            #expect(
                world.take(slot) == [
                    "event cursor 12 prev 11", "event cursor 13 prev 12",
                    "event cursor 14 prev 13", "event cursor 15 prev 14", "mark cursor 15",
                ])
        }
    }

    @Test func `only so many snapshots are read at once, the others in their turn`() {
        var configuration = Hub.Configuration()
        configuration.snapshotReadsAtOnce = 3
        var world = HubWorld(at: 10, configuration: configuration)
        let topics = flights(5)
        let id = world.connect(1)
        world.say(#"{"op":"subscribe","id":"1","topics":\#(topics)}"#, id)
        let first = world.takeSnapshotReads()
        #expect(first.map(\.topic.description) == Array(topics[..<3]))
        world.answerSnapshots([first[1]], at: 10)
        #expect(world.takeSnapshotReads().map(\.topic.description) == [topics[3]])
        world.answerSnapshots([first[0], first[2]], at: 10)
        #expect(world.takeSnapshotReads().map(\.topic.description) == [topics[4]])
    }

    @Test func `a snapshot that could not be read is asked for again, for all at once`() {
        var world = HubWorld(at: 10)
        begin(&world, 9, on: seats)
        let first = world.takeSnapshotReads()
        begin(&world, 1, on: seats)
        begin(&world, 2, on: seats)
        world.answerSnapshots(first, at: 10)
        for read in world.takeSnapshotReads() {
            world.perform { $0.snapshotRead(read.number, nil) }
        }
        #expect(world.takeSnapshotReads().isEmpty)
        world.tick(1)
        let again = world.takeSnapshotReads()
        #expect(again.count == 1)
        world.answerSnapshots(again, at: 10)
        #expect(world.take(1) == ["snapshot cursor 10"])
        #expect(world.take(2) == ["snapshot cursor 10"])
    }
}
