import Events
import Hub
import Testing

/// A client that was away is caught up without a gap, or told to start again.
struct ResumingTests {
    let seats = "seats:00000000-0000-4000-8000-000000000001"

    private func subscribe(
        _ world: inout HubWorld, _ id: ConnectionID, from cursor: String, snapshot: Bool = false
    ) {
        world.say(
            #"{"op":"subscribe","id":"1","topics":[{"topic":"\#(seats)","cursor":"\#(cursor)"}],"snapshot":\#(snapshot)}"#,
            id)
    }

    private func read(_ world: inout HubWorld) -> (number: Int, after: Int64)? {
        world.takeHistoryReads().first.map { ($0.number, $0.positions[0].seq) }
    }

    @Test func `from memory, then live, then a mark`() {
        var world = HubWorld(at: 10)
        world.deliver(11...15, on: seats)
        let id = world.connect(1)
        subscribe(&world, id, from: "1.abc.12")
        #expect(
            world.take(1) == [
                "subscribed seats=resumed@12", "event cursor 13 prev 12",
                "event cursor 14 prev 13", "event cursor 15 prev 14", "mark cursor 15",
            ])
        world.deliver(16...16, on: seats)
        #expect(world.take(1) == ["event cursor 16 prev 15"])
    }

    @Test func `from the history where memory does not reach, joined without gap or double`() throws
    {
        var world = HubWorld(at: 10)
        let id = world.connect(1)
        subscribe(&world, id, from: "1.abc.3")
        let first = try #require(read(&world))
        #expect(first.after == 3)
        world.deliver(11...12, on: seats)
        #expect(world.take(1) == ["subscribed seats=resumed@3"])
        let page = HubWorld.page([5, 9, 11], on: seats, head: 11)
        world.perform { $0.historyRead(first.number, [page]) }
        #expect(
            world.take(1) == [
                "event cursor 5 prev 3", "event cursor 9 prev 5", "event cursor 11 prev 9",
                "event cursor 12 prev 11", "mark cursor 12",
            ])
        world.deliver(13...13, on: seats)
        #expect(world.take(1) == ["event cursor 13 prev 12"])
    }

    /// Found by the simulator: the event's `prev` looked like a gap, and the client asked again.
    @Test func `when the history has nothing more, memory goes on without an apparent gap`()
        throws
    {
        var world = HubWorld(at: 10)
        let id = world.connect(1)
        subscribe(&world, id, from: "1.abc.3")
        let first = try #require(read(&world))
        world.deliver(11...11, on: seats)
        _ = world.take(1)
        let page = HubWorld.page([], on: seats, head: 10)
        world.perform { $0.historyRead(first.number, [page]) }
        #expect(world.take(1) == ["mark cursor 10", "event cursor 11 prev 10", "mark cursor 11"])
    }

    /// Found by the simulator: the node had not come to a revocation that stood between.
    @Test func `what the history is ahead by comes in its turn`() throws {
        var world = HubWorld(at: 10)
        let id = world.connect(1)
        subscribe(&world, id, from: "1.abc.3")
        let first = try #require(read(&world))
        _ = world.take(1)
        let page = HubWorld.page([5, 11, 12], on: seats, head: 12)
        world.perform { $0.historyRead(first.number, [page]) }
        #expect(world.take(1) == ["event cursor 5 prev 3", "mark cursor 10"])
        world.deliver(11...12, on: seats)
        #expect(world.take(1) == ["event cursor 11 prev 10", "event cursor 12 prev 11"])
    }

    @Test func `a long history is pulled page by page, as the socket drains`() throws {
        var world = HubWorld(at: 10)
        let id = world.connect(1)
        subscribe(&world, id, from: "1.abc.0")
        let first = try #require(read(&world))
        world.perform { [seats] in
            $0.historyRead(first.number, [HubWorld.page([1, 2], on: seats, head: 10, full: true)])
        }
        #expect(read(&world) == nil)
        world.perform { $0.written(id) }
        let second = try #require(read(&world))
        #expect(second.after == 2)
        world.perform { [seats] in
            $0.historyRead(second.number, [HubWorld.page([7], on: seats, head: 10)])
        }
        #expect(
            world.take(1) == [
                "subscribed seats=resumed@0", "event cursor 1 prev 0", "event cursor 2 prev 1",
                "event cursor 7 prev 2", "mark cursor 10",
            ])
    }

    @Test(arguments: ["9.zzz.3", "1.abc.2", "rubbish"])
    func `a cursor that means nothing here starts the client again`(cursor: String) {
        var world = HubWorld(at: 10, floor: 3)
        let id = world.connect(1)
        subscribe(&world, id, from: cursor)
        #expect(world.take(1) == ["subscribed seats=reset@10"])
        subscribe(&world, id, from: cursor, snapshot: true)
        #expect(world.take(1) == ["subscribed seats=snapshot"])
    }

    @Test func `a floor that has passed the cursor ends in a reset`() throws {
        var world = HubWorld(at: 10)
        let id = world.connect(1)
        subscribe(&world, id, from: "1.abc.3")
        let first = try #require(read(&world))
        _ = world.take(1)
        world.perform { [seats] in
            $0.historyRead(first.number, [HubWorld.page([9], on: seats, head: 10, floor: 8)])
        }
        #expect(world.take(1) == ["reset cursor 10"])
    }

    @Test func `a cursor ahead of the node waits for it, but not for ever`() {
        var world = HubWorld(at: 10)
        let id = world.connect(1)
        let late = world.connect(2)
        subscribe(&world, id, from: "1.abc.12")
        subscribe(&world, late, from: "1.abc.99")
        #expect(world.take(1) == ["subscribed seats=resumed@12"])
        _ = world.take(2)
        world.deliver(11...13, on: seats)
        #expect(world.take(1) == ["event cursor 13 prev 12", "mark cursor 13"])
        world.perform { $0.tick(now: .seconds(3), wall: Timestamp(seconds: 3)) }
        #expect(world.take(2) == ["reset cursor 13"])
    }

    @Test func `a cursor ahead of everything ends in a snapshot, for who takes one`() {
        var world = HubWorld(at: 10)
        let id = world.connect(1)
        subscribe(&world, id, from: "1.abc.99", snapshot: true)
        world.tick(2.9)
        #expect(world.take(1) == ["subscribed seats=resumed@99"])
        #expect(world.takeSnapshotReads().isEmpty)
        world.tick(3)
        let reads = world.takeSnapshotReads()
        #expect(reads.count == 1)
        world.answerSnapshots(reads, at: 10)
        #expect(world.take(1) == ["snapshot cursor 10"])
        world.deliver(11...11, on: seats)
        #expect(world.take(1) == ["event cursor 11 prev 10"])
    }

    @Test func `a cursor of the next epoch, which the node learns of while it waits, is void`() {
        var world = HubWorld(at: 10)
        let id = world.connect(1)
        subscribe(&world, id, from: "1.abc.12")
        _ = world.take(1)
        let next = Cursor(epoch: Epoch(generation: 2, id: "xyz"), seq: 4)
        world.perform { $0.restarted(at: next, floor: 0, reason: "the history changed") }
        #expect(world.take(1) == ["reset cursor 4"])
        world.tick(3)
        #expect(world.take(1).isEmpty)
    }

    @Test(arguments: [0, 10] as [Int64])
    func `a client that never got an event resumes from where it went live`(start: Int64) {
        var world = HubWorld(at: start)
        let id = world.connect(1)
        world.say(#"{"op":"subscribe","id":"1","topics":["\#(seats)"],"snapshot":false}"#, id)
        #expect(world.take(1) == ["subscribed seats=live@\(start)"])
        world.perform { $0.disconnected(id) }
        let back = world.connect(1)
        subscribe(&world, back, from: "1.abc.\(start)")
        #expect(world.take(1) == ["subscribed seats=resumed@\(start)", "mark cursor \(start)"])
        world.perform { $0.disconnected(back) }
        world.deliver((start + 1)...(start + 2), on: "airport:LHR")
        world.deliver((start + 3)...(start + 3), on: seats)
        let late = world.connect(1)
        subscribe(&world, late, from: "1.abc.\(start)")
        #expect(
            world.take(1) == [
                "subscribed seats=resumed@\(start)", "event cursor \(start + 3) prev \(start)",
                "mark cursor \(start + 3)",
            ])
    }

    @Test func `a filter holds while catching up, from memory as from the history`() throws {
        var world = HubWorld(at: 10)
        let id = world.connect(1)
        world.say(
            #"{"op":"subscribe","id":"1","topics":[{"topic":"\#(seats)","cursor":"1.abc.3"}],"events":["seat:booked"],"snapshot":false}"#,
            id)
        let first = try #require(read(&world))
        world.deliver(11, of: "seat/1A", on: seats, type: "seat:locked")
        world.deliver(12, of: "seat/1A", on: seats, type: "seat:booked")
        let page = HistoryPage(
            head: HistoryHead(epoch: HubWorld.epoch, head: 10, floor: 0),
            entries: [
                HubWorld.entry(5, seats, type: "seat:booked"),
                HubWorld.entry(7, seats, type: "seat:locked"),
            ], through: 10)
        world.perform { $0.historyRead(first.number, [page]) }
        #expect(
            world.take(1) == [
                "subscribed seats=resumed@3", "event cursor 5", "event cursor 12",
                "mark cursor 12",
            ])
    }

    @Test func `a snapshot comes with its cursor, then what follows it`() throws {
        var world = HubWorld(at: 10)
        let id = world.connect(1)
        world.say(#"{"op":"subscribe","id":"1","topics":["\#(seats)"]}"#, id)
        #expect(world.take(1) == ["subscribed seats=snapshot"])
        guard case .readSnapshot(let number, _)? = world.takeAsked().first else {
            Issue.record("no snapshot was read")
            return
        }
        world.deliver(11...13, on: seats)
        let head = HistoryHead(epoch: HubWorld.epoch, head: 12, floor: 0)
        world.perform { $0.snapshotRead(number, Snapshot(head: head, state: Array("{}".utf8))) }
        #expect(
            world.take(1) == ["snapshot cursor 12", "event cursor 13 prev 12", "mark cursor 13"])
    }

    @Test func `a read that failed is tried again`() throws {
        var world = HubWorld(at: 10)
        let id = world.connect(1)
        subscribe(&world, id, from: "1.abc.3")
        let first = try #require(read(&world))
        world.perform { $0.historyRead(first.number, nil) }
        #expect(read(&world) == nil)
        world.perform { $0.tick(now: .seconds(1), wall: Timestamp(seconds: 1)) }
        #expect(read(&world)?.after == 3)
    }

    @Test func `a new epoch replaces what every subscriber holds`() {
        var world = HubWorld(at: 10)
        let id = world.connect(1)
        world.subscribe(id, #"["\#(seats)"]"#)
        let next = Cursor(epoch: Epoch(generation: 2, id: "xyz"), seq: 4)
        world.perform { $0.restarted(at: next, floor: 0, reason: "the history changed") }
        #expect(world.take(1) == ["reset cursor 4"])
        world.deliver(5...5, on: seats)
        #expect(world.take(1) == ["event cursor 5 prev 4"])
    }
}
