import Events
import JSON
import LiveProtocol
import Testing

@testable import loadtest

@Suite struct `Seat views` {
    private let topic = "seats:f"

    private func map(_ seats: [(String, String, Int)]) -> [UInt8] {
        let elements = seats.map {
            #"{"type":"seat","designator":"\#($0)","state":"\#($1)","version":\#($2)}"#
        }
        let row = #"{"sections":[{"elements":[\#(elements.joined(separator: ","))]}]}"#
        return Array(#"{"flightId":"f","version":7,"cabins":[{"rows":[\#(row)]}]}"#.utf8)
    }

    private var free: [UInt8] {
        map([("1A", "available", 1), ("1B", "available", 1), ("1C", "available", 1)])
    }

    private func event(
        _ seq: Int64, _ designator: String, _ state: String, _ version: Int
    ) -> EventFrame {
        let data = #"{"designator":"\#(designator)","state":"\#(state)","version":\#(version)}"#
        return EventFrame(
            topic: topic, cursor: Cursor(epoch: Epoch(generation: 1, id: "x"), seq: seq),
            event: Array(#"{"type":"seat:changed","data":\#(data)}"#.utf8))
    }

    private func digest(_ map: [UInt8]) throws -> UInt64 {
        SeatView.digest(ofSeatMap: try JSONValue.parse(map))
    }

    @Test func `shares one view among those who were told the same`() {
        let views = SeatViews()
        let (one, other) = (views.snapshot(of: topic, free), views.snapshot(of: topic, free))
        #expect(one === other)
        let lock = event(11, "1A", "locked", 2)
        #expect(views.apply(lock, to: one) === views.apply(lock, to: other))
        #expect(views.remembered == 1)
    }

    @Test func `ends with what REST says`() throws {
        let views = SeatViews()
        var view = views.snapshot(of: topic, free)
        view = views.apply(event(11, "1A", "locked", 2), to: view)
        view = views.apply(event(12, "1A", "booked", 3), to: view)
        view = views.apply(event(14, "1C", "locked", 2), to: view)
        let truth = map([("1C", "locked", 2), ("1A", "booked", 3), ("1B", "available", 1)])
        #expect(view.digest == (try digest(truth)))
        #expect(view.seats["1A"] == SeatView.Seat(state: "booked", version: 3))
    }

    @Test func `differs after a missed event`() {
        let views = SeatViews()
        let start = views.snapshot(of: topic, free)
        let events = [event(11, "1A", "locked", 2), event(12, "1B", "locked", 2)]
        let all = events.reduce(start) { views.apply($1, to: $0) }
        for missed in events.indices {
            let some = events.enumerated().filter { $0.offset != missed }.map(\.element)
            #expect(some.reduce(start) { views.apply($1, to: $0) }.digest != all.digest)
        }
    }

    @Test func `differs when only the version does`() throws {
        #expect(try digest(map([("1A", "booked", 3)])) != digest(map([("1A", "booked", 4)])))
    }

    @Test func `does not let two changed seats cancel out`() throws {
        let ab = try digest(map([("1A", "booked", 3), ("1B", "available", 1)]))
        let ba = try digest(map([("1A", "available", 1), ("1B", "booked", 3)]))
        #expect(ab != ba)
    }

    @Test func `passes over a change that is not new, in any order`() {
        let views = SeatViews()
        let view = views.snapshot(of: topic, map([("1A", "booked", 3)]))
        #expect(views.apply(event(11, "1A", "locked", 2), to: view) === view)
        #expect(views.apply(event(12, "1A", "booked", 3), to: view) === view)
        #expect(views.apply(event(13, "9Z", "booked", 3), to: view) === view)
        #expect(views.unreadable == 0)
    }

    @Test func `comes together from different snapshots`() {
        let views = SeatViews()
        let lock = event(11, "1A", "locked", 2)
        let early = views.apply(lock, to: views.snapshot(of: topic, free))
        let late = views.snapshot(
            of: topic,
            map([("1A", "locked", 2), ("1B", "available", 1), ("1C", "available", 1)]))
        #expect(early !== late)
        #expect(early.digest == late.digest)
        let next = event(12, "1B", "locked", 2)
        #expect(views.apply(next, to: early) === views.apply(next, to: late))
    }

    @Test func `does not cover up different events under one cursor`() {
        let views = SeatViews()
        let view = views.snapshot(of: topic, free)
        let one = views.apply(event(11, "1A", "locked", 2), to: view)
        let other = views.apply(event(11, "1B", "locked", 2), to: view)
        #expect(one.digest != other.digest)
    }

    @Test func `forgets what is old, and computes it once more`() {
        let views = SeatViews(.init(steps: 2, topics: 1))
        let view = views.snapshot(of: topic, free)
        let first = views.apply(event(11, "1A", "locked", 2), to: view)
        for seq in 12...20 { _ = views.apply(event(Int64(seq), "1B", "locked", 2), to: view) }
        #expect(views.remembered == 2)
        let again = views.apply(event(11, "1A", "locked", 2), to: view)
        #expect(again !== first)
        #expect(again.digest == first.digest)
    }

    @Test func `releases views that nobody holds`() {
        let views = SeatViews(.init(steps: 1, topics: 1))
        weak var old: SeatView?
        do {
            let view = views.snapshot(of: topic, free)
            old = views.apply(event(11, "1A", "locked", 2), to: view)
            #expect(old != nil)
            _ = views.apply(event(12, "1B", "locked", 2), to: view)
        }
        #expect(old == nil)
    }

    @Test func `counts what cannot be read`() {
        let views = SeatViews()
        let view = views.snapshot(of: topic, Array("?".utf8))
        #expect(view.seats.isEmpty)
        let good = event(11, "1A", "locked", 2)
        let frame = EventFrame(
            topic: good.topic, cursor: good.cursor, event: Array(#"{"data":{}}"#.utf8))
        #expect(views.apply(frame, to: view) === view)
        #expect(views.unreadable == 2)
    }

    @Test func `takes a flight that does not exist as one without seats`() throws {
        let views = SeatViews()
        #expect(views.snapshot(of: topic, Array("{}".utf8)).digest == 0)
        #expect(views.unreadable == 0)
    }
}
