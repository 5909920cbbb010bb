import Accounts
import Events
import Hub
import LiveProtocol
import Testing

/// Connections that name their topics when they come, and come back with one position for all.
struct FollowingTests {
    let seats = "seats:00000000-0000-4000-8000-000000000001"

    @Test func `nothing is sent before it is admitted, then the answer and the position`() {
        var world = HubWorld()
        world.follow(1, ["airport:LHR", "ops"])
        #expect(
            world.take(1) == [
                "admitted", "welcome", "subscribed airport=live@10 ops=live@10", "mark cursor 10",
            ])
    }

    @Test func `an event on one topic tells its own position, on two the one before it first`() {
        var world = HubWorld()
        world.follow(1, ["airport:LHR", "airport:JFK"])
        world.follow(2, ["airport:LHR"])
        _ = (world.take(1), world.take(2))
        world.deliver(11, onAll: ["airport:LHR", "airport:JFK"])
        world.deliver(12, onAll: ["airport:LHR"])
        #expect(
            world.take(1) == [
                "event cursor 11 prev 10 at 10", "event cursor 11 prev 10 at 11",
                "event cursor 12 prev 11 at 12",
            ])
        #expect(
            world.take(2) == ["event cursor 11 prev 10 at 10", "event cursor 12 prev 11 at 12"])
    }

    @Test func `while one topic catches up the events of the other tell no position`() {
        var world = HubWorld(at: 20, floor: 5)
        let cursor = Cursor(epoch: HubWorld.epoch, seq: 7)
        let id = world.follow(1, ["airport:LHR", "airport:JFK"], from: .cursor(cursor))
        #expect(
            world.take(1) == [
                "admitted", "welcome", "subscribed airport=resumed@7 airport=resumed@7",
            ]
        )
        let read = world.takeHistoryReads()[0]
        world.deliver(21, onAll: ["airport:LHR"])
        #expect(world.take(1).isEmpty)
        let pages = [
            HubWorld.page([9], on: "airport:LHR", head: 20),
            HubWorld.page([8], on: "airport:JFK", head: 20, full: true),
        ]
        world.perform { $0.historyRead(read.number, pages) }
        world.deliver(22, onAll: ["airport:LHR"])
        world.perform { $0.written(id) }
        let heard = world.take(1)
        #expect(heard.contains("event cursor 22 prev 21"))
        #expect(!heard.contains { $0.contains(" at ") })
        let rest = world.takeHistoryReads()[0]
        world.perform {
            $0.historyRead(rest.number, [HubWorld.page([], on: "airport:JFK", head: 22)])
        }
        world.tick(1)
        #expect(world.take(1).last == "mark cursor 22")
        world.deliver(23, onAll: ["airport:JFK"])
        #expect(world.take(1) == ["event cursor 23 prev 20 at 23"])
    }

    @Test func `what waited for a full socket tells no position, a mark does when all is sent`() {
        var world = HubWorld()
        let id = world.follow(1, ["ops", seats])
        _ = world.take(1)
        world.perform { $0.blocked(id) }
        world.deliver(11, of: "seat/1A", on: seats)
        world.deliver(12, onAll: ["ops"])
        world.deliver(13, of: "seat/1A", on: seats)
        world.tick(1)
        #expect(world.take(1).isEmpty)
        world.perform { $0.written(id) }
        #expect(
            world.take(1) == ["event cursor 12 prev 10", "event cursor 13 prev 10 conflated 2"])
        world.deliver(14, onAll: ["ops"])
        world.tick(1.1)
        #expect(world.take(1) == ["event cursor 14 prev 12", "mark cursor 14"])
        world.deliver(15, onAll: ["ops"])
        #expect(world.take(1) == ["event cursor 15 prev 14 at 15"])
    }

    @Test func `a snapshot comes before any position`() {
        var world = HubWorld()
        world.follow(1, [seats, "ops"], snapshot: true)
        world.tick(1)
        #expect(
            world.take(1) == ["admitted", "welcome", "subscribed seats=snapshot ops=live@10"])
        world.answerSnapshots(world.takeSnapshotReads(), at: 10)
        world.tick(2)
        #expect(world.take(1) == ["snapshot cursor 10", "mark cursor 10"])
    }

    @Test func `a history that changes voids the position until another is told`() {
        var world = HubWorld()
        world.follow(1, ["ops", "airport:LHR"])
        _ = world.take(1)
        let begun = Cursor(epoch: Epoch(generation: 2, id: "other"), seq: 5)
        world.perform { $0.restarted(at: begun, floor: 0, reason: "the history changed") }
        #expect(world.take(1) == ["reset cursor 5 void", "reset cursor 5 void"])
        world.tick(1)
        #expect(world.take(1) == ["mark cursor 5"])
    }

    @Test func `a position of another history is void for who comes back by it`() {
        var world = HubWorld()
        let foreign = Cursor(epoch: Epoch(generation: 0, id: "other"), seq: 3)
        world.follow(1, ["ops"], from: .cursor(foreign))
        #expect(
            world.take(1) == [
                "admitted", "welcome", "subscribed ops=reset@10 void", "mark cursor 10",
            ])
    }

    @Test func `one that is ahead of the server is void once it is given up`() {
        var world = HubWorld()
        let ahead = Cursor(epoch: HubWorld.epoch, seq: 30)
        world.follow(1, ["ops"], from: .cursor(ahead))
        #expect(world.take(1) == ["admitted", "welcome", "subscribed ops=resumed@30"])
        world.tick(60)
        #expect(world.take(1) == ["reset cursor 10 void", "mark cursor 10"])
    }

    @Test(
        arguments: [
            (nil, ["airport:LHR", "ops"], 4401), (FollowingTests.customer, ["ops"], 4403),
        ] as [(Principal?, [String], Int)])
    func `one topic refused ends it before it is admitted`(
        principal: Principal?, topics: [String], code: Int
    ) {
        var world = HubWorld()
        world.follow(1, topics, as: principal)
        #expect(world.take(1) == ["denied ops", "bye \(code)"])
        #expect(world.closed[1] == code)
        world.deliver(11...11, on: "airport:LHR")
        #expect(world.take(1).isEmpty)
    }

    @Test func `a right that cannot be checked asks to come back`() throws {
        var world = HubWorld()
        let booking = "booking:\(UniqueID(high: 5, low: 6))"
        world.follow(1, [booking], as: FollowingTests.customer)
        #expect(world.take(1).isEmpty)
        guard case .checkRights(let number, _, _)? = world.takeAsked().first else {
            Issue.record("nobody was asked")
            return
        }
        world.perform { $0.rightsDecided(number, followable: nil) }
        #expect(world.closed[1] == 1011)
    }

    @Test func `a filter lets only its types pass, and positions still rise`() {
        var world = HubWorld()
        world.follow(1, [seats], types: ["seat:booked"])
        _ = world.take(1)
        world.deliver(11, of: "seat/1A", on: seats, type: "seat:locked")
        world.deliver(12, of: "seat/1A", on: seats, type: "seat:booked")
        #expect(world.take(1) == ["event cursor 12 at 12"])
    }

    @Test func `events without a place in the order tell no position`() throws {
        var world = HubWorld()
        world.follow(1, ["airport:LHR"])
        _ = world.take(1)
        world.perform {
            $0.deliverEphemeral(
                topics: [Topic(.airport, "LHR")], type: "t", entity: "e", event: Array("{}".utf8))
        }
        #expect(world.take(1) == ["event"])
    }

    @Test func `a revoked session ends it`() {
        var world = HubWorld()
        let id = world.follow(1, ["ops"])
        _ = world.take(1)
        world.perform { $0.disconnected(id) }
        world.follow(2, ["ops"])
        _ = world.take(2)
        let revoked = LogEntry(
            seq: 11, identity: "s 11", type: AccountEvents.sessionRevoked,
            subject: "session/\(HubWorld.admin.sessionID)", topics: [],
            payload: Array("{}".utf8))
        world.perform { $0.deliver([revoked]) }
        #expect(world.closed[2] == 4401)
        #expect(world.take(1).isEmpty)
    }

    @Test func `whoever drains is sent away with the others`() {
        var world = HubWorld()
        world.follow(1, ["ops"])
        world.perform { $0.drain(over: .seconds(5)) }
        #expect(world.closed[1] == 1012)
    }

    static let customer = Principal(
        userID: UniqueID(high: 7, low: 1), role: .customer, sessionID: UniqueID(high: 8, low: 1),
        expiresAt: Timestamp(seconds: 1_000))
}
