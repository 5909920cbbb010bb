import Accounts
import Events
import Hub
import Testing

/// A client whose socket is full hears at once that the node is stale, and that it is fresh only
/// when it holds all that the node had by then.
struct FreshnessTests {
    let seats = "seats:00000000-0000-4000-8000-000000000001"

    /// A world with one subscriber of `topic`, whose socket is full and takes `flushSize` at once.
    private func blocked(on topic: String, flushSize: Int = 65_536) -> (HubWorld, ConnectionID) {
        var configuration = Hub.Configuration()
        configuration.flushSize = flushSize
        var world = HubWorld(configuration: configuration)
        let id = world.connect(1, as: HubWorld.admin)
        world.subscribe(id, #"["\#(topic)"]"#)
        world.perform { $0.blocked(id) }
        return (world, id)
    }

    private func becomeStale(_ world: inout HubWorld) {
        world.perform { $0.becameStale(since: Timestamp(seconds: 5)) }
    }

    private func becomeFresh(_ world: inout HubWorld) {
        world.perform { $0.becameFresh(at: Timestamp(seconds: 6)) }
    }

    @Test func `stale goes before what waits, fresh behind it and before what comes later`() {
        var (world, id) = blocked(on: "ops")
        world.deliver(11...12, on: "ops")
        becomeStale(&world)
        becomeFresh(&world)
        world.deliver(13...13, on: "ops")
        #expect(world.take(1).isEmpty)
        world.perform { $0.written(id) }
        #expect(
            world.take(1) == [
                "stale", "event cursor 11 prev 10", "event cursor 12 prev 11", "fresh",
                "event cursor 13 prev 12",
            ])
        world.perform { $0.written(id) }
        #expect(world.take(1).isEmpty)
    }

    @Test func `fresh goes behind every change that waited, also where a newer one took its place`()
    {
        var (world, id) = blocked(on: seats)
        becomeStale(&world)
        world.deliver(11, of: "seat/1A", on: seats)
        world.deliver(12, of: "seat/1B", on: seats)
        becomeFresh(&world)
        world.deliver(13, of: "seat/1A", on: seats)
        world.perform { $0.written(id) }
        #expect(
            world.take(1) == [
                "stale", "event cursor 12 prev 10", "fresh",
                "event cursor 13 prev 12 conflated 2",
            ])
    }

    @Test func `fresh that waits is not said when the node is stale again`() {
        var (world, id) = blocked(on: "ops", flushSize: 1)
        world.deliver(11...12, on: "ops")
        becomeStale(&world)
        becomeFresh(&world)
        world.perform { $0.written(id) }
        #expect(world.take(1) == ["stale"])
        becomeStale(&world)
        for _ in 1...4 { world.perform { $0.written(id) } }
        #expect(
            world.take(1) == ["stale", "event cursor 11 prev 10", "event cursor 12 prev 11"])
        becomeFresh(&world)
        #expect(world.take(1) == ["fresh"])
    }

    @Test func `fresh is said to a client that had nothing else to wait for`() {
        var (world, id) = blocked(on: "ops")
        becomeStale(&world)
        world.perform { $0.written(id) }
        world.perform { $0.blocked(id) }
        becomeFresh(&world)
        world.perform { $0.written(id) }
        #expect(world.take(1) == ["stale", "fresh"])
    }

    @Test func `a right that is lost holds fresh up no longer`() {
        var (world, id) = blocked(on: "ops")
        world.deliver(11...15, on: "ops")
        becomeStale(&world)
        becomeFresh(&world)
        let other = Principal(
            userID: HubWorld.admin.userID, role: .customer, sessionID: UniqueID(high: 2, low: 2),
            expiresAt: HubWorld.admin.expiresAt)
        world.perform { $0.authenticated(id, requestID: "a", as: .success(other)) }
        world.perform { $0.written(id) }
        #expect(world.take(1) == ["stale", "unsubscribed ops", "authenticated", "fresh"])
    }
}
