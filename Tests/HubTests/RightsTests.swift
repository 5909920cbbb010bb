import Accounts
import Events
import Hub
import Testing

/// A right that ends takes effect at once, whatever is on its way.
struct RightsTests {
    let booking = "booking:00000000-0000-4000-8000-000000000002"
    let seats = "seats:00000000-0000-4000-8000-000000000001"

    private func agent(
        session: UInt64 = 7, airline: String = "FH", role: Role = .airlineAgent
    ) -> Principal {
        Principal(
            userID: UniqueID(high: 1, low: 7), role: role, airline: airline,
            sessionID: UniqueID(high: 2, low: session), expiresAt: Timestamp(seconds: 1_000))
    }

    private func revocation(of principal: Principal, at seq: Int64) -> LogEntry {
        LogEntry(
            seq: seq, identity: "s \(seq)", type: "session:revoked",
            subject: "session/\(principal.sessionID)", topics: [], payload: [])
    }

    private func question(_ world: inout HubWorld) -> (number: Int, asker: Principal)? {
        for case .checkRights(let number, let principal, _) in world.takeAsked() {
            return (number, principal)
        }
        return nil
    }

    @Test func `a revocation drops what is queued and dirty, and nothing follows the bye`() {
        var world = HubWorld()
        let id = world.connect(1, as: agent())
        world.subscribe(id, #"["airline:FH","\#(seats)"]"#)
        world.perform { $0.blocked(id) }
        world.deliver(11...12, on: "airline:FH")
        world.deliver(13...14, on: seats)
        world.perform { $0.deliver([revocation(of: agent(), at: 15)]) }
        world.deliver(16...16, on: "airline:FH")
        world.perform { $0.written(id) }
        #expect(world.take(1) == ["bye 4401"])
        #expect(world.closed == [1: 4401])
        #expect(world.hub.subscriptionCount == 0)
    }

    @Test func `of one batch, what follows a revocation does not reach its session`() {
        var world = HubWorld()
        let id = world.connect(1, as: agent())
        world.subscribe(id, #"["airline:FH"]"#)
        world.perform {
            $0.deliver([
                HubWorld.entry(11, "airline:FH"), revocation(of: agent(), at: 12),
                HubWorld.entry(13, "airline:FH"),
            ])
        }
        #expect(world.take(1) == ["event cursor 11 prev 10", "bye 4401"])
    }

    @Test func `rights that were checked before a revocation are void after it`() throws {
        var world = HubWorld()
        let id = world.connect(1, as: agent())
        world.say(#"{"op":"subscribe","id":"1","topics":["\#(booking)"]}"#, id)
        let asked = try #require(question(&world))
        let topic = try Topic(parsing: booking)
        world.perform { $0.deliver([revocation(of: agent(), at: 11)]) }
        world.perform { $0.rightsDecided(asked.number, followable: [topic]) }
        world.deliver(12...12, on: booking)
        #expect(world.take(1) == ["bye 4401"])
        #expect(world.hub.subscriptionCount == 0)
    }

    @Test func `a snapshot does not overtake the revocation that came before it`() throws {
        var world = HubWorld()
        let id = world.connect(1, as: agent())
        world.say(#"{"op":"subscribe","id":"1","topics":["\#(booking)"]}"#, id)
        let asked = try #require(question(&world))
        let topic = try Topic(parsing: booking)
        world.perform { $0.rightsDecided(asked.number, followable: [topic]) }
        // The database has the revocation already, which the node has not heard of.
        world.answerSnapshots(world.takeSnapshotReads(), at: 12)
        world.perform { $0.deliver([HubWorld.entry(11, booking)]) }
        world.perform { $0.deliver([revocation(of: agent(), at: 12)]) }
        #expect(world.take(1) == ["subscribed booking=snapshot", "bye 4401"])
    }

    @Test func `a token that was checked before its session was revoked is refused after it`() {
        var world = HubWorld()
        let id = world.connect(1)
        world.say(#"{"op":"auth","id":"a","token":"t"}"#, id)
        world.perform { $0.deliver([revocation(of: agent(), at: 11)]) }
        world.perform { $0.authenticated(id, requestID: "a", as: .success(agent())) }
        #expect(world.take(1) == ["error UNAUTHENTICATED"])
        world.say(#"{"op":"subscribe","id":"1","topics":["airline:FH"]}"#, id)
        #expect(world.take(1) == ["subscribed airline=rejectedUNAUTHENTICATED"])
        let late = ConnectionID(slot: 2, generation: 9)
        world.perform { $0.connected(late, principal: agent()) }
        #expect(world.take(2) == ["welcome", "bye 4401"])
    }

    @Test func `an answer about who the client was before is asked again`() throws {
        var world = HubWorld()
        let id = world.connect(1, as: agent())
        world.say(#"{"op":"subscribe","id":"1","topics":["\#(booking)"],"snapshot":false}"#, id)
        let first = try #require(question(&world))
        let other = agent(session: 8, airline: "XX")
        world.perform { $0.authenticated(id, requestID: "a", as: .success(other)) }
        let topic = try Topic(parsing: booking)
        world.perform { $0.rightsDecided(first.number, followable: [topic]) }
        #expect(world.take(1) == ["authenticated"])
        let second = try #require(question(&world))
        #expect(second.asker == other)
        world.perform { $0.rightsDecided(second.number, followable: []) }
        #expect(world.take(1) == ["subscribed booking=rejectedFORBIDDEN"])
    }

    @Test func `a role that is lost by signing in anew ends its topics with all that waits`() {
        var world = HubWorld()
        let id = world.connect(1, as: agent())
        world.subscribe(id, #"["airline:FH","\#(seats)"]"#)
        world.perform { $0.blocked(id) }
        world.deliver(11...11, on: "airline:FH")
        world.deliver(12...12, on: seats)
        let customer = agent(session: 8, role: .customer)
        world.perform { $0.authenticated(id, requestID: "a", as: .success(customer)) }
        world.deliver(13...13, on: "airline:FH")
        world.perform { $0.written(id) }
        #expect(
            world.take(1) == [
                "unsubscribed airline:FH", "authenticated", "event cursor 12 prev 10",
            ])
    }

    @Test func `a new token with the same rights changes nothing`() {
        var world = HubWorld()
        let id = world.connect(1, as: agent())
        world.subscribe(id, #"["airline:FH"]"#)
        world.perform { $0.authenticated(id, requestID: "a", as: .success(agent(session: 8))) }
        world.deliver(11...11, on: "airline:FH")
        #expect(world.take(1) == ["authenticated", "event cursor 11 prev 10"])
    }

    @Test func `ten messages in a row that make no sense end the connection, nine do not`() {
        var world = HubWorld()
        let id = world.connect(1)
        for _ in 0..<9 { world.say("nonsense", id) }
        world.say(#"{"op":"ping"}"#, id)
        for _ in 0..<9 { world.say(#"{"op":"ping","colour":"red"}"#, id) }
        #expect(world.closed.isEmpty)
        _ = world.take(1)
        world.say(#"{"op":"dance"}"#, id)
        #expect(world.take(1) == ["error UNKNOWN_OP", "bye 4400"])
        #expect(world.closed == [1: 4400])
    }
}
