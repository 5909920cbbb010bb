import Accounts
import Events
import Testing

@testable import Hub

/// What a subscriber is told, and what it gets, whatever it asks to begin with.
struct SubscribingTests {
    let seats = "seats:00000000-0000-4000-8000-000000000001"
    let booking = "booking:00000000-0000-4000-8000-000000000002"

    private func agent(_ id: UInt64 = 7) -> Principal {
        Principal(
            userID: UniqueID(high: 1, low: id), role: .airlineAgent, airline: "FH",
            sessionID: UniqueID(high: 2, low: id), expiresAt: Timestamp(seconds: 1_000))
    }

    @Test func `live from where the node stands, each event with the one before it`() {
        var world = HubWorld(at: 10)
        let id = world.connect(1)
        world.say(#"{"op":"subscribe","id":"1","topics":["\#(seats)"],"snapshot":false}"#, id)
        #expect(world.take(1) == ["subscribed seats=live@10"])
        world.deliver(11...12, on: seats)
        #expect(world.take(1) == ["event cursor 11 prev 10", "event cursor 12 prev 11"])
    }

    @Test func `a client on two topics of one event gets two frames`() throws {
        var world = HubWorld()
        let id = world.connect(1)
        world.subscribe(id, #"["airport:LHR","airport:JFK"]"#)
        let entry = LogEntry(
            seq: 11, identity: "s 11", type: "flight:updated", subject: "flight/1",
            topics: [try Topic(parsing: "airport:LHR"), try Topic(parsing: "airport:JFK")],
            payload: Array("{}".utf8))
        world.perform { $0.deliver([entry]) }
        #expect(world.take(1) == ["event cursor 11 prev 10", "event cursor 11 prev 10"])
    }

    @Test func `each topic is refused for itself, and the others stand`() {
        var world = HubWorld()
        let id = world.connect(1)
        let topics = #"["\#(seats)","airline:FH","weather:LHR","seats:abc"]"#
        world.say(#"{"op":"subscribe","id":"1","topics":\#(topics),"snapshot":false}"#, id)
        #expect(
            world.take(1) == [
                "subscribed seats=live@10 airline=rejectedUNAUTHENTICATED "
                    + "weather=rejectedUNKNOWN_TOPIC seats=rejectedUNKNOWN_TOPIC"
            ])
    }

    @Test func `more topics than the limit are refused one by one`() {
        var configuration = Hub.Configuration()
        configuration.topicsPerConnection = 1
        var world = HubWorld(configuration: configuration)
        let id = world.connect(1)
        world.say(
            #"{"op":"subscribe","id":"1","topics":["airport:LHR","airport:JFK"],"snapshot":false}"#,
            id)
        #expect(world.take(1) == ["subscribed airport=live@10 airport=rejectedTOO_MANY_TOPICS"])
    }

    @Test func `a filter lets only its types pass, without prev`() {
        var world = HubWorld()
        let id = world.connect(1)
        world.say(
            #"{"op":"subscribe","id":"1","topics":["\#(seats)"],"events":["seat:booked"],"snapshot":false}"#,
            id)
        _ = world.take(1)
        let booked = HubWorld.entry(12, seats, type: "seat:booked")
        world.perform { [seats] in $0.deliver([HubWorld.entry(11, seats), booked]) }
        #expect(world.take(1) == ["event cursor 12"])
    }

    @Test func `unsubscribing from one topic leaves the others, in their order`() {
        let airports = ["AAA", "BBB", "CCC", "DDD"].map { "airport:\($0)" }
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]] {
            var world = HubWorld()
            let id = world.connect(1, as: agent())
            for name in airports + airports.prefix(1) { world.subscribe(id, #"["\#(name)"]"#) }
            _ = world.take(1)
            var left = airports
            for (step, place) in order.enumerated() {
                let gone = airports[place]
                world.say(#"{"op":"unsubscribe","id":"2","topics":["\#(gone)"]}"#, id)
                left.removeAll { $0 == gone }
                #expect(world.take(1) == ["unsubscribed \(gone)"])
                world.deliver(Int64(11 + step), onAll: airports)
                #expect(world.take(1).count == left.count)
            }
            world.subscribe(id, #"["\#(airports[2])"]"#)
            _ = world.take(1)
            world.deliver(20...20, on: airports[2])
            #expect(world.take(1).count == 1)
        }
    }

    @Test func `after a crowd has left those who stay are served, and a new crowd is`() {
        var world = HubWorld()
        let stays = world.connect(0)
        world.subscribe(stays, #"["\#(seats)"]"#)
        for round in 0..<2 {
            let crowd = (1...2_000).map { world.connect($0) }
            for id in crowd { world.subscribe(id, #"["airport:LHR"]"#) }
            for id in crowd { world.perform { $0.disconnected(id) } }
            world.tick(Double(round + 1))
            #expect(world.hub.members.count == 1)
            #expect(world.hub.subscriptions.count == 1)
            #expect(world.hub.subscriptionCount == 1)
            let other = world.connect(1)
            world.subscribe(other, #"["\#(seats)"]"#)
            _ = world.take(0)
            world.deliver(Int64(11 + round)...Int64(11 + round), on: seats)
            #expect(world.take(0).count == 1)
            #expect(world.take(1).count == 1)
            world.perform { $0.disconnected(other) }
        }
    }

    @Test func `a row of the table of connections has 24 bytes`() {
        #expect(MemoryLayout<Member?>.stride == 24)
    }

    @Test func `after unsubscribing nothing comes`() {
        var world = HubWorld()
        let id = world.connect(1)
        world.subscribe(id, #"["\#(seats)"]"#)
        world.say(#"{"op":"unsubscribe","id":"2","topics":["\#(seats)"]}"#, id)
        #expect(world.take(1) == ["unsubscribed \(seats)"])
        world.deliver(11...11, on: seats)
        #expect(world.take(1).isEmpty)
        #expect(world.hub.subscriptionCount == 0)
    }

    @Test func `whose booking it is the store decides, and events of the meantime are not lost`() {
        var world = HubWorld()
        let id = world.connect(1, as: agent())
        world.say(#"{"op":"subscribe","id":"1","topics":["\#(booking)"],"snapshot":false}"#, id)
        #expect(world.take(1).isEmpty)
        guard case .checkRights(let number, _, let topics)? = world.takeAsked().first else {
            Issue.record("the store was not asked")
            return
        }
        world.perform { $0.rightsDecided(number, followable: Set(topics)) }
        #expect(world.take(1) == ["subscribed booking=live@10"])
        world.deliver(11...11, on: booking)
        #expect(world.take(1) == ["event cursor 11 prev 10"])
    }

    @Test func `a booking of somebody else and no booking at all look alike`() {
        var world = HubWorld()
        let id = world.connect(1, as: agent())
        world.say(#"{"op":"subscribe","id":"1","topics":["\#(booking)"]}"#, id)
        guard case .checkRights(let number, _, _)? = world.takeAsked().first else {
            Issue.record("the store was not asked")
            return
        }
        world.perform { $0.rightsDecided(number, followable: []) }
        #expect(world.take(1) == ["subscribed booking=rejectedFORBIDDEN"])
        #expect(world.hub.subscriptionCount == 0)
    }

    @Test func `a revoked session is closed once its revocation comes by`() {
        var world = HubWorld()
        world.connect(1, as: agent(7))
        world.connect(2, as: agent(8))
        world.perform { $0.deliver([Self.revocation(of: 7, at: 11)]) }
        #expect(world.closed == [1: 4401])
        #expect(world.take(1) == ["bye 4401"])
    }

    /// Found by the simulator: the answer to the first question was taken for the second's, and
    /// the second was refused.
    @Test func `a topic that is given up and asked for again gets its own answer`() throws {
        var world = HubWorld()
        let id = world.connect(1, as: agent())
        let topic = try Topic(parsing: booking)
        func ask(_ request: String) -> Int? {
            world.say(#"{"op":"subscribe","id":"\#(request)","topics":["\#(booking)"]}"#, id)
            guard case .checkRights(let number, _, _)? = world.takeAsked().first else { return nil }
            return number
        }
        let first = try #require(ask("1"))
        world.say(#"{"op":"unsubscribe","id":"2","topics":["\#(booking)"]}"#, id)
        let second = try #require(ask("3"))
        world.perform { $0.rightsDecided(first, followable: [topic]) }
        #expect(world.hub.subscriptionCount == 1)
        _ = world.take(1)
        world.perform { $0.rightsDecided(second, followable: [topic]) }
        #expect(world.take(1) == ["subscribed booking=snapshot"])
    }

    /// A token is checked on another thread than the log is followed.
    @Test func `a session that is revoked while its token is checked does not get in`() {
        var world = HubWorld()
        let id = world.connect(1)
        world.perform { $0.deliver([Self.revocation(of: 7, at: 11)]) }
        world.perform { $0.authenticated(id, requestID: "a", as: .success(agent(7))) }
        #expect(world.take(1) == ["error UNAUTHENTICATED"])
        #expect(world.hub.principal(of: id) == nil)
        let other = ConnectionID(slot: 2, generation: 9)
        world.perform { $0.connected(other, principal: agent(7)) }
        #expect(world.closed == [2: 4401])
    }

    /// Found by the simulator: a node that skips a part of the history skips its revocations too.
    @Test func `sessions that ended in a skipped part of the history are closed`() {
        var world = HubWorld()
        world.connect(1, as: agent(7))
        world.connect(2, as: agent(8))
        world.perform { $0.endSessions { $0.sessionID == agent(7).sessionID } }
        #expect(world.closed == [1: 4401])
    }

    @Test func `an expired token ends the connection`() {
        var world = HubWorld()
        world.connect(1, as: agent())
        world.perform { $0.tick(now: .seconds(1), wall: Timestamp(seconds: 999)) }
        #expect(world.closed.isEmpty)
        world.perform { $0.tick(now: .seconds(2), wall: Timestamp(seconds: 1_000)) }
        #expect(world.closed == [1: 4401])
    }

    /// The event that ends the session of `agent(number)`.
    private static func revocation(of number: UInt64, at seq: Int64) -> LogEntry {
        LogEntry(
            seq: seq, identity: "s \(seq)", type: "session:revoked",
            subject: "session/\(UniqueID(high: 2, low: number))", topics: [], payload: [])
    }
}
