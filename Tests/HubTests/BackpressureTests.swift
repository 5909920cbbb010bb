import Events
import Hub
import Testing

/// Clients that are slow, quiet or sent away.
struct BackpressureTests {
    let seats = "seats:00000000-0000-4000-8000-000000000001"

    @Test func `what a full socket cannot take waits, in order`() {
        var world = HubWorld()
        let slow = world.connect(1)
        let healthy = world.connect(2)
        world.subscribe(slow, #"["\#(seats)"]"#)
        world.subscribe(healthy, #"["\#(seats)"]"#)
        world.perform { $0.blocked(slow) }
        world.deliver(11...13, on: seats)
        #expect(world.take(1).isEmpty)
        #expect(world.take(2).count == 3)
        world.perform { $0.written(slow) }
        #expect(
            world.take(1) == [
                "event cursor 11 prev 10", "event cursor 12 prev 11", "event cursor 13 prev 12",
            ])
        world.deliver(14...14, on: seats)
        #expect(world.take(1) == ["event cursor 14 prev 13"])
    }

    @Test func `beyond the limit the client is closed with 4429, and nobody else`() {
        var configuration = Hub.Configuration()
        configuration.backlogLimit = 500
        var world = HubWorld(configuration: configuration)
        let slow = world.connect(1, as: HubWorld.admin)
        let healthy = world.connect(2, as: HubWorld.admin)
        world.subscribe(slow, #"["ops"]"#)
        world.subscribe(healthy, #"["ops"]"#)
        world.perform { $0.blocked(slow) }
        world.deliver(11...20, on: "ops")
        #expect(world.closed == [1: 4429])
        #expect(world.take(2).count == 10)
        #expect(world.hub.subscriptionCount == 1)
    }

    @Test func `what was asked for does not count towards the limit of events`() {
        var configuration = Hub.Configuration()
        configuration.backlogLimit = 500
        var world = HubWorld(configuration: configuration)
        let slow = world.connect(1)
        world.perform { $0.blocked(slow) }
        for _ in 0..<100 { world.say(#"{"op":"ping","id":"0123456789"}"#, slow) }
        #expect(world.closed.isEmpty)
    }

    @Test func `a client that goes on asking without reading is closed with 4429`() {
        var configuration = Hub.Configuration()
        configuration.answerLimit = 500
        var world = HubWorld(configuration: configuration)
        let slow = world.connect(1)
        world.perform { $0.blocked(slow) }
        for _ in 0..<5 { world.say(#"{"op":"ping","id":"0123456789"}"#, slow) }
        #expect(world.closed.isEmpty)
        for _ in 0..<100 { world.say(#"{"op":"ping","id":"0123456789"}"#, slow) }
        #expect(world.closed == [1: 4429])
    }

    @Test func `pages of the history that wait are counted with what waits`() throws {
        var world = HubWorld(at: 10)
        let id = world.connect(1)
        world.say(
            #"{"op":"subscribe","id":"1","topics":[{"topic":"\#(seats)","cursor":"1.abc.3"}],"snapshot":false}"#,
            id)
        let read = try #require(world.takeHistoryReads().first)
        world.perform { $0.blocked(id) }
        world.perform { [seats] in
            $0.historyRead(read.number, [HubWorld.page([5, 9], on: seats, head: 10, full: true)])
        }
        #expect(world.hub.backlogBytes > 100)
        world.perform { $0.written(id) }
        #expect(world.take(1).suffix(2) == ["event cursor 5 prev 3", "event cursor 9 prev 5"])
        #expect(world.hub.backlogBytes == 0)
    }

    @Test func `quiet topics are marked every 30 s`() {
        var world = HubWorld()
        let id = world.connect(1)
        world.subscribe(id, #"["\#(seats)"]"#)
        for second in 1...30 {
            world.perform { $0.tick(now: .seconds(second), wall: Timestamp(seconds: 1)) }
        }
        #expect(world.take(1) == ["mark cursor 10"])
    }

    @Test func `a snapshot that is ahead of the node comes once the node is there`() {
        var world = HubWorld(at: 10)
        let id = world.connect(1)
        world.say(#"{"op":"subscribe","id":"1","topics":["\#(seats)","airport:LHR"]}"#, id)
        world.answerSnapshots(world.takeSnapshotReads(), at: 12)
        world.deliver(11...11, on: "airport:JFK")
        #expect(world.take(1) == ["subscribed seats=snapshot airport=snapshot"])
        world.deliver(12...12, on: "airport:LHR")
        #expect(world.take(1) == ["snapshot cursor 12", "snapshot cursor 12"])
        world.deliver(13...20, on: "airport:JFK")
        for second in 1...30 { world.tick(Double(second)) }
        #expect(world.take(1) == ["mark cursor 20"])
    }

    @Test func `everybody hears that the node is stale, also who comes later`() {
        var world = HubWorld()
        world.connect(1)
        world.perform { $0.becameStale(since: Timestamp(seconds: 5)) }
        #expect(world.take(1) == ["stale"])
        let late = ConnectionID(slot: 2, generation: 9)
        world.perform { $0.connected(late, principal: nil) }
        #expect(world.take(2) == ["welcome", "stale"])
        world.perform { $0.becameFresh(at: Timestamp(seconds: 6)) }
        #expect(world.take(1) == ["fresh"])
    }

    @Test func `a drain sends clients away at their own time`() {
        var configuration = Hub.Configuration()
        configuration.drainRate = 1
        var world = HubWorld(configuration: configuration)
        world.connect(1)
        world.connect(2)
        world.perform { $0.drain(over: .seconds(30)) }
        #expect(world.closed == [1: 1012])
        world.perform { $0.tick(now: .seconds(1), wall: Timestamp(seconds: 1)) }
        #expect(world.closed == [1: 1012, 2: 1012])
    }

    @Test func `a drain lets a crowd go within its time, evenly, each served until its turn`() {
        var configuration = Hub.Configuration()
        configuration.drainRate = 1
        var world = HubWorld(configuration: configuration)
        for number in 1...40 {
            world.subscribe(world.connect(Int32(number)), #"["\#(seats)"]"#)
        }
        world.perform { $0.drain(over: .seconds(4)) }
        var gone = [world.closed.count]
        for second in 1...4 {
            world.deliver(10 + Int64(second)...10 + Int64(second), on: seats)
            #expect(world.take(40) == ["event cursor \(10 + second) prev \(9 + second)"])
            let time = Timestamp(seconds: Int64(second))
            if second == 4 { #expect(world.closed.count == 31) }
            world.perform { $0.tick(now: .seconds(second), wall: time) }
            gone.append(world.closed.count)
        }
        #expect(gone == [1, 11, 21, 31, 40])
        #expect(world.closed.values.allSatisfy { $0 == 1012 })
    }

    @Test func `an ephemeral event has neither cursor nor prev`() throws {
        var world = HubWorld()
        let id = world.connect(1)
        world.subscribe(id, #"["\#(seats)"]"#)
        let topic = try Topic(parsing: seats)
        world.perform {
            $0.deliverEphemeral(topics: [topic], type: "flight:position", event: Array("{}".utf8))
        }
        #expect(world.take(1) == ["event"])
    }

    @Test func `a slot's next tenant gets nothing of the last one`() {
        var world = HubWorld()
        let first = world.connect(1)
        world.subscribe(first, #"["\#(seats)"]"#)
        world.perform { $0.disconnected(first) }
        let second = world.connect(1)
        world.deliver(11...11, on: seats)
        world.say(#"{"op":"ping"}"#, first)
        #expect(world.take(1).isEmpty)
        world.say(#"{"op":"ping"}"#, second)
        #expect(world.take(1) == ["pong"])
    }
}
