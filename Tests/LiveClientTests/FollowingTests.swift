import Events
import LiveClient
import LiveProtocol
import Testing

/// The position on a topic, and what the client does about gaps, doubles and resets.
@Suite struct `Following topics` {
    @Test func `what is to be done is taken once, into memory that is used again`() {
        var machine = ClientMachine(seed: 1)
        var taken: [ClientAction] = []
        machine.start()
        machine.takeActions(into: &taken)
        #expect(taken == [.connect(after: .zero)])
        taken.removeAll(keepingCapacity: true)
        machine.takeActions(into: &taken)
        #expect(taken.isEmpty)
        machine.stop()
        machine.takeActions(into: &taken)
        #expect(taken == [.disconnect])
    }

    @Test func `from the first word to the first event`() {
        var world = ClientWorld()
        world.step { machine, _ in machine.follow(["ops", "airport:LHR"]) }
        world.step({ machine, _ in machine.start() }, .connect(after: .zero))
        world.step(
            { machine, now in machine.opened(now: now) },
            subscribe("1", WantedTopic("ops"), WantedTopic("airport:LHR")))
        world.hears(welcome, .welcomed)
        world.hears(
            .subscribed(
                id: "1",
                topics: [
                    .live(topic: "ops", cursor: cursor(10)), .snapshot(topic: "airport:LHR"),
                ]),
            .standing(topic: "ops", cursor: cursor(10)),
            .standing(topic: "airport:LHR", cursor: nil))
        world.hears(
            .snapshot(
                topic: "airport:LHR", cursor: cursor(12), state: Array("{}".utf8), reason: nil),
            .replace(topic: "airport:LHR", cursor: cursor(12), state: Array("{}".utf8)))
        let first = frame("ops", 11, prev: 10)
        world.hears(.event(first), .deliver([first]))
        #expect(world.machine.isLive)
        #expect(world.machine.position(on: "airport:LHR") == cursor(12))
        #expect(world.machine.position(on: "ops") == cursor(11))
    }

    @Test func `a gap is asked for from the position, and what comes meanwhile is passed over`() {
        var world = ClientWorld.live(on: ["ops"])
        let next = frame("ops", 15, prev: 13)
        world.hears(
            .event(next), .gap(topic: "ops", after: cursor(10), upTo: cursor(13)),
            subscribe("2", WantedTopic("ops", from: .cursor(cursor(10)))))
        world.hears(
            .event(frame("ops", 16, prev: 15)), .passed(topic: "ops", cursor: cursor(16)))
        world.hears(.mark(cursor: cursor(16), topic: nil))
        #expect(world.machine.position(on: "ops") == cursor(10))
        world.hears(
            .subscribed(id: "2", topics: [.resumed(topic: "ops", cursor: cursor(10))]),
            .standing(topic: "ops", cursor: cursor(10)))
        for (seq, prev) in [(13, 10), (15, 13), (16, 15)] as [(Int64, Int64)] {
            let event = frame("ops", seq, prev: prev)
            world.hears(.event(event), .deliver([event]))
        }
    }

    // In place, with some that are not new, beyond a gap, all old, and of another history.
    @Test(arguments: [(11, 1), (9, 1), (13, 1), (8, 1), (11, 2)] as [(Int64, Int)])
    func `events that came together are taken as if each had come alone`(
        first: Int64, generation: Int
    ) {
        let frames = (first..<first + 3).map {
            frame("ops", $0, prev: $0 - 1, generation: generation)
        }
        var run = EventRun(frames[0])
        for frame in frames.dropFirst() {
            let isAppended = run.append(frame)
            #expect(isAppended)
        }
        var together = ClientWorld.live(on: ["ops"]).machine
        var alone = together
        together.received(run, now: .zero)
        for frame in frames { alone.received(.event(frame), now: .zero) }
        let expected = alone.takeActions()
        #expect(together.takeActions().flatMap(\.apart) == expected)
        #expect(together.position(on: "ops") == alone.position(on: "ops"))
    }

    @Test func `a mark moves the position, so that a later prev is no gap`() {
        var world = ClientWorld.live(on: ["ops", "airport:LHR"])
        world.hears(.mark(cursor: cursor(20), topic: "ops"))
        #expect(world.machine.position(on: "ops") == cursor(20))
        #expect(world.machine.position(on: "airport:LHR") == cursor(10))
        world.hears(.mark(cursor: cursor(15), topic: nil))
        #expect(world.machine.position(on: "ops") == cursor(20))
        #expect(world.machine.position(on: "airport:LHR") == cursor(15))
        let event = frame("ops", 22, prev: 18)
        world.hears(.event(event), .deliver([event]))
    }

    @Test func `what came before is not delivered again`() {
        var world = ClientWorld.live(on: ["ops"])
        let event = frame("ops", 11, prev: 10)
        world.hears(.event(event), .deliver([event]))
        world.hears(.event(event), .repeated(topic: "ops", cursor: cursor(11)))
        world.hears(
            .event(frame("ops", 9, prev: 8)), .repeated(topic: "ops", cursor: cursor(9)))
    }

    @Test func `an event without prev is taken, one without cursor too`() {
        var world = ClientWorld.live(on: ["ops"])
        let filtered = frame("ops", 30, prev: nil)
        world.hears(.event(filtered), .deliver([filtered]))
        let ephemeral = EventFrame(topic: "ops", cursor: nil, event: Array("{}".utf8))
        world.hears(.event(ephemeral), .deliver([ephemeral]))
        #expect(world.machine.position(on: "ops") == cursor(30))
    }

    @Test func `another history is a gap until the server says where to begin again`() {
        var world = ClientWorld.live(on: ["ops"])
        world.hears(.mark(cursor: cursor(50, generation: 2), topic: nil))
        #expect(world.machine.position(on: "ops") == cursor(10))
        world.hears(
            .event(frame("ops", 3, prev: 2, generation: 2)),
            .gap(topic: "ops", after: cursor(10), upTo: cursor(2, generation: 2)),
            subscribe("2", WantedTopic("ops", from: .cursor(cursor(10)))))
        world.hears(
            .subscribed(
                id: "2", topics: [.reset(topic: "ops", cursor: cursor(3, generation: 2))]),
            .standing(topic: "ops", cursor: cursor(3, generation: 2)),
            .reload(topic: "ops", cursor: cursor(3, generation: 2)))
        let event = frame("ops", 4, prev: 3, generation: 2)
        world.hears(.event(event), .deliver([event]))
    }

    @Test func `a reset or snapshot out of the blue begins again`() {
        var world = ClientWorld.live(on: ["ops", "airport:LHR"])
        world.hears(
            .reset(topic: "ops", cursor: cursor(2, generation: 2), reason: "new history"),
            .reload(topic: "ops", cursor: cursor(2, generation: 2)))
        world.hears(
            .snapshot(
                topic: "airport:LHR", cursor: cursor(2, generation: 2), state: Array("{}".utf8),
                reason: "new history"),
            .replace(
                topic: "airport:LHR", cursor: cursor(2, generation: 2),
                state: Array("{}".utf8)))
        let event = frame("ops", 3, prev: 2, generation: 2)
        world.hears(.event(event), .deliver([event]))
    }

    @Test func `a refused topic is given up, one refused for the moment is asked for again`() {
        var world = ClientWorld()
        world.pass { machine, now in
            machine.follow(["ops", "airline:FH"])
            machine.start()
            machine.opened(now: now)
        }
        world.hears(
            .subscribed(
                id: "1",
                topics: [
                    .rejected(topic: "ops", code: .forbidden),
                    .rejected(topic: "airline:FH", code: .unavailable),
                ]),
            .rejected(topic: "ops", code: .forbidden))
        world.now = .seconds(2)
        world.step(
            { machine, now in machine.tick(now: now) }, subscribe("2", WantedTopic("airline:FH")))
    }

    @Test func `a subscribe that fails is tried again later`() {
        var world = ClientWorld()
        world.pass { machine, now in
            machine.follow(["ops"])
            machine.start()
            machine.opened(now: now)
        }
        let error = ServerError(id: "1", code: .tooMany, message: "subscribe: wait")
        world.hears(.error(error), .failed(error))
        world.step { machine, now in machine.tick(now: now) }
        world.now = .seconds(2)
        world.step(
            { machine, now in machine.tick(now: now) }, subscribe("2", WantedTopic("ops")))
    }

    @Test func `a topic that was left is unsubscribed, and its late events are dropped`() {
        var world = ClientWorld.live(on: ["ops"])
        world.step(
            { machine, _ in machine.leave("ops") },
            .send(.unsubscribe(id: "2", topics: ["ops"])))
        world.hears(.event(frame("ops", 11, prev: 10)))
        world.hears(.unsubscribed(id: "2", topics: ["ops"]))
    }

    @Test func `a topic that the hub has ended, as rights have changed, is asked for again`() {
        var world = ClientWorld.live(on: ["ops", "airport:LHR"])
        world.hears(
            .unsubscribed(id: nil, topics: ["ops", "flight:1"]),
            subscribe("2", WantedTopic("ops", from: .cursor(cursor(10)))))
        world.hears(
            .event(frame("ops", 11, prev: 10)), .passed(topic: "ops", cursor: cursor(11)))
        world.hears(
            .subscribed(id: "2", topics: [.rejected(topic: "ops", code: .forbidden)]),
            .rejected(topic: "ops", code: .forbidden))
    }

    @Test func `a conflated frame moves the position, and is no gap`() {
        var world = ClientWorld.live(on: ["airport:LHR"])
        let plain = frame("airport:LHR", 15, prev: 10)
        let conflated = EventFrame(
            topic: plain.topic, cursor: plain.cursor, prev: plain.prev, conflated: 3,
            event: plain.event)
        world.hears(.event(conflated), .deliver([conflated]))
        let next = frame("airport:LHR", 16, prev: 15)
        world.hears(.event(next), .deliver([next]))
    }

    @Test func `more than 100 topics, or other options, go in requests of their own`() {
        var world = ClientWorld()
        let names = (0..<101).map { "user:\($0)" }
        let narrow = SubscriptionOptions(types: ["seat:booked"], takesSnapshot: false)
        world.pass { machine, now in
            machine.follow(names)
            machine.follow(["ops"], from: cursor(7), options: narrow)
            machine.start()
        }
        let filtered = SubscribeRequest(
            id: "3", topics: [WantedTopic("ops", from: .cursor(cursor(7)))],
            types: ["seat:booked"], takesSnapshot: false)
        world.step(
            { machine, now in machine.opened(now: now) },
            .send(
                .subscribe(
                    SubscribeRequest(id: "1", topics: names.prefix(100).map { WantedTopic($0) }))),
            subscribe("2", WantedTopic("user:100")), .send(.subscribe(filtered)))
    }

    @Test func `freshness is passed on, and what cannot be read is reported`() {
        var world = ClientWorld.live(on: ["ops"])
        let since = Timestamp(seconds: 5)
        world.hears(.stale(since: since), .stale(since: since))
        world.hears(.fresh(since: since), .fresh(since: since))
        world.step { machine, now in
            machine.received(Array(#"{"op":"weather"}"#.utf8), now: now)
        }
        var machine = world.machine
        machine.received(Array("?".utf8), now: .zero)
        guard case .unreadable(let error)? = machine.takeActions().first else {
            Issue.record("not reported")
            return
        }
        #expect(error.message == "JSON: expected an object (at byte 0)")
    }
}

extension ClientAction {
    /// An action for each event.
    fileprivate var apart: [ClientAction] {
        if case .deliver(let frames) = self { frames.map { .deliver([$0]) } } else { [self] }
    }
}
