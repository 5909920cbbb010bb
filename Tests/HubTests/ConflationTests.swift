import Events
import Hub
import Testing

/// On state topics a client whose socket is full gets the newest event of each entity.
struct ConflationTests {
    let seats = "seats:00000000-0000-4000-8000-000000000001"
    let other = "seats:00000000-0000-4000-8000-000000000002"

    /// A world with one subscriber of `topics`, whose socket is full.
    private func blocked(
        on topics: String, configuration: Hub.Configuration = .init(), snapshot: Bool = false
    ) -> (world: HubWorld, id: ConnectionID) {
        var world = HubWorld(configuration: configuration)
        let id = world.connect(1, as: HubWorld.admin)
        world.subscribe(id, topics, snapshot: snapshot)
        world.perform { $0.blocked(id) }
        return (world, id)
    }

    @Test func `of each entity the newest event, in ascending cursor, each after the one before`() {
        var (world, id) = blocked(on: #"["\#(seats)"]"#)
        world.deliver(11, of: "seat/1A", on: seats)
        world.deliver(12, of: "seat/1B", on: seats)
        world.deliver(13, of: "seat/1A", on: seats)
        world.deliver(14, of: "seat/1A", on: seats)
        world.deliver(15, of: "seat/1C", on: seats)
        #expect(world.take(1).isEmpty)
        world.perform { $0.written(id) }
        #expect(
            world.take(1) == [
                "event cursor 12 prev 10", "event cursor 14 prev 12 conflated 3",
                "event cursor 15 prev 14",
            ])
        world.deliver(16...16, on: seats)
        #expect(world.take(1) == ["event cursor 16 prev 15"])
    }

    @Test func `one entity on two topics is conflated on each for itself`() {
        var (world, id) = blocked(on: #"["airport:LHR","airport:JFK"]"#)
        world.deliver(11, of: "flight/1", on: "airport:LHR")
        world.deliver(12, of: "flight/1", on: "airport:JFK")
        world.deliver(13, of: "flight/1", on: "airport:LHR")
        world.perform { $0.written(id) }
        #expect(
            world.take(1) == [
                "event cursor 12 prev 10", "event cursor 13 prev 10 conflated 2",
            ])
    }

    @Test func `lossless topics of the same connection keep every event`() {
        var (world, id) = blocked(on: #"["\#(seats)","ops"]"#)
        world.deliver(11, of: "seat/1A", on: seats)
        world.deliver(12, of: "user/1", on: "ops")
        world.deliver(13, of: "user/1", on: "ops")
        world.deliver(14, of: "seat/1A", on: seats)
        world.perform { $0.written(id) }
        #expect(
            world.take(1) == [
                "event cursor 12 prev 10", "event cursor 13 prev 12",
                "event cursor 14 prev 10 conflated 2",
            ])
    }

    @Test func `a set is flushed piece by piece, and what comes between goes on after it`() {
        var configuration = Hub.Configuration()
        configuration.flushSize = 1
        var (world, id) = blocked(on: #"["\#(seats)"]"#, configuration: configuration)
        world.deliver(11, of: "seat/1A", on: seats)
        world.deliver(12, of: "seat/1B", on: seats)
        world.perform { $0.written(id) }
        #expect(world.take(1) == ["event cursor 11 prev 10"])
        world.deliver(13, of: "seat/1B", on: seats)
        world.deliver(14, of: "seat/1A", on: seats)
        world.perform { $0.written(id) }
        world.perform { $0.written(id) }
        #expect(
            world.take(1) == [
                "event cursor 13 prev 11 conflated 2", "event cursor 14 prev 13",
            ])
    }

    @Test func `a filter lets only its types into the set, and its frames have no prev`() {
        var world = HubWorld()
        let id = world.connect(1)
        world.say(
            #"{"op":"subscribe","id":"1","topics":["\#(seats)"],"events":["seat:booked"],"snapshot":false}"#,
            id)
        _ = world.take(1)
        world.perform { $0.blocked(id) }
        world.deliver(11, of: "seat/1A", on: seats, type: "seat:booked")
        world.deliver(12, of: "seat/1A", on: seats, type: "seat:locked")
        world.deliver(13, of: "seat/1A", on: seats, type: "seat:booked")
        world.perform { $0.written(id) }
        #expect(world.take(1) == ["event cursor 13 conflated 2"])
    }

    @Test func `an entity replaced for 2 s ends in a snapshot of its topic, and of no other`() {
        var (world, id) = blocked(on: #"["\#(seats)","\#(other)"]"#, snapshot: true)
        world.tick(1)
        world.deliver(11, of: "seat/1A", on: seats)
        world.deliver(12, of: "seat/1A", on: other)
        world.tick(2.9)
        world.deliver(13, of: "seat/1A", on: seats)
        world.tick(3)
        world.deliver(14, of: "seat/1A", on: seats)
        world.deliver(15, of: "seat/1B", on: other)
        #expect(world.takeSnapshotReads().isEmpty)
        world.perform { $0.written(id) }
        #expect(world.take(1) == ["event cursor 12 prev 10", "event cursor 15 prev 12"])
        let read = world.takeSnapshotReads()
        #expect(read.map(\.topic.description) == [seats])
        world.answerSnapshots(read, at: 15)
        #expect(world.take(1) == ["snapshot cursor 15"])
        world.deliver(16...16, on: seats)
        #expect(world.take(1) == ["event cursor 16 prev 14"])
    }

    @Test func `without a snapshot to begin with, an entity goes on being replaced`() {
        var (world, id) = blocked(on: #"["\#(seats)"]"#)
        world.deliver(11, of: "seat/1A", on: seats)
        world.tick(60)
        world.deliver(12, of: "seat/1A", on: seats)
        world.perform { $0.written(id) }
        #expect(world.take(1) == ["event cursor 12 prev 10 conflated 2"])
    }

    @Test func `beyond the limit of bytes the largest topic begins again, and the others stay`() {
        var configuration = Hub.Configuration()
        configuration.conflationLimit = 1_000
        var (world, id) = blocked(
            on: #"["\#(seats)","\#(other)"]"#, configuration: configuration, snapshot: true)
        world.deliver(11...16, on: seats)
        world.deliver(17, of: "seat/1A", on: other)
        world.deliver(18, of: "seat/1B", on: other)
        #expect(world.closed.isEmpty)
        world.perform { $0.written(id) }
        #expect(world.take(1) == ["event cursor 17 prev 10", "event cursor 18 prev 17"])
        #expect(world.takeSnapshotReads().map(\.topic.description) == [seats])
    }

    @Test func `beyond the limit of bytes, without a snapshot, the client is closed with 4429`() {
        var configuration = Hub.Configuration()
        configuration.conflationLimit = 1_000
        var (world, _) = blocked(on: #"["\#(seats)"]"#, configuration: configuration)
        world.deliver(11...16, on: seats)
        #expect(world.closed.isEmpty)
        world.deliver(17...40, on: seats)
        #expect(world.closed == [1: 4429])
        #expect(world.hub.subscriptionCount == 0)
    }

    @Test func `a slow client's memory is bounded by entities, however many events come`() {
        var configuration = Hub.Configuration()
        configuration.conflationLimit = 10_000
        var (world, id) = blocked(on: #"["\#(seats)"]"#, configuration: configuration)
        for seq in Int64(11)...5_010 {
            world.deliver(seq, of: "seat/\(seq % 50)", on: seats)
        }
        #expect(world.closed.isEmpty)
        world.perform { $0.written(id) }
        let frames = world.take(1)
        #expect(frames.count == 50)
        #expect(frames.first == "event cursor 4961 prev 10 conflated 100")
        #expect(frames.last == "event cursor 5010 prev 5009 conflated 100")
    }

    @Test func `no mark is sent while something is dirty`() {
        var (world, id) = blocked(on: #"["\#(seats)"]"#)
        world.deliver(11, of: "seat/1A", on: seats)
        for second in 1...30 { world.tick(Double(second)) }
        #expect(world.take(1).isEmpty)
        world.perform { $0.written(id) }
        #expect(world.take(1) == ["event cursor 11 prev 10"])
        for second in 31...60 { world.tick(Double(second)) }
        #expect(world.take(1) == ["mark cursor 11"])
    }

    @Test func `what is unsubscribed or asked for again leaves the set`() {
        var (world, id) = blocked(on: #"["\#(seats)","\#(other)"]"#)
        world.deliver(11, of: "seat/1A", on: seats)
        world.deliver(12, of: "seat/1A", on: other)
        world.say(#"{"op":"unsubscribe","id":"2","topics":["\#(seats)"]}"#, id)
        world.say(
            #"{"op":"subscribe","id":"3","topics":["\#(other)"],"snapshot":false}"#, id)
        world.deliver(13, of: "seat/1A", on: other)
        world.perform { $0.written(id) }
        #expect(
            world.take(1) == [
                "unsubscribed \(seats)", "subscribed seats=live@12", "event cursor 13 prev 12",
            ])
    }

    @Test func `a new epoch voids what is dirty`() {
        var (world, id) = blocked(on: #"["\#(seats)"]"#)
        world.deliver(11, of: "seat/1A", on: seats)
        let next = Cursor(epoch: Epoch(generation: 2, id: "xyz"), seq: 4)
        world.perform { $0.restarted(at: next, floor: 0, reason: "the history changed") }
        world.perform { $0.written(id) }
        #expect(world.take(1) == ["reset cursor 4"])
    }

    @Test func `of ephemeral events a blocked client gets the newest of each entity`() throws {
        var (world, id) = blocked(on: #"["\#(seats)"]"#)
        let topic = try Topic(parsing: seats)
        for (entity, place) in [("flight/1", 1), ("flight/2", 2), ("flight/1", 3)] {
            world.perform {
                $0.deliverEphemeral(
                    topics: [topic], type: "flight:position", entity: entity,
                    event: Array(#"{"place":\#(place)}"#.utf8))
            }
        }
        world.deliver(11, of: "seat/1A", on: seats)
        #expect(world.take(1).isEmpty)
        world.perform { $0.written(id) }
        #expect(world.take(1) == ["event", "event", "event cursor 11 prev 10"])
    }
}
