import Events
import JSON
import LiveProtocol
import Testing

@testable import loadtest

@Suite struct `What the load test knows of an event` {
    private func tick(_ number: Int, at time: Int64, size: Int = 300) throws -> [UInt8] {
        let message = Tick.message(
            run: "r", number: number, topic: "ops", due: Timestamp(microseconds: time), size: size)
        let parsed = try JSONValue.parse(message)
        #expect(parsed["topics"]?.asArray?.first?.asString == "ops")
        let parts = String(decoding: message, as: UTF8.self).split(
            separator: #""event":"#, maxSplits: 1)
        return Array(try #require(parts.last).dropLast().utf8)
    }

    private func frame(_ seq: Int64?, _ event: [UInt8]) -> EventFrame {
        let cursor = seq.map { Cursor(epoch: Epoch(generation: 1, id: "a"), seq: $0) }
        return EventFrame(topic: "ops", cursor: cursor, event: event)
    }

    @Test func `when one of its own should have been published`() throws {
        let facts = EventFacts(try tick(3, at: 1_760_000_000_123_456))
        #expect(facts.publishedAt == 1_760_000_000_123_456)
        #expect(facts.change == nil)
    }

    @Test(arguments: [200, 400, 32_768])
    func `its own have about the size that was asked for`(size: Int) {
        let count = Tick.message(
            run: "\(UniqueID.random())", number: 123, topic: "agency:\(UniqueID.random())",
            due: WallClock.now, size: size
        ).count
        // An event cannot be smaller than what it must say.
        #expect(abs(count - max(size, 340)) < 140)
    }

    @Test(arguments: ["seat:locked", "seat:booked", "seat:released"])
    func `which change of a seat it tells of`(type: String) {
        let event = """
            {"type":"\(type)","data":{"flightId":"f","designator":"12A","version":7}}
            """
        #expect(EventFacts(Array(event.utf8)).change == "f/12A/7")
    }

    @Test(arguments: [
        "?", "{}", #"{"type":"booking:created","data":{"flightId":"f"}}"#,
        #"{"type":"seat:locked","data":{"flightId":"f","designator":"1A"}}"#,
        #"{"type":"loadtest:tick","data":{}}"#,
    ])
    func `nothing, of others`(event: String) {
        let facts = EventFacts(Array(event.utf8))
        #expect(facts.publishedAt == nil)
        #expect(facts.change == nil)
    }

    @Test func `is remembered by cursor, and for ephemeral events by their bytes`() throws {
        var memo = EventFactsMemo()
        #expect(memo.facts(of: frame(5, try tick(1, at: 11))).publishedAt == 11)
        #expect(memo.facts(of: frame(5, Array("?".utf8))).publishedAt == 11)
        #expect(memo.facts(of: frame(nil, try tick(2, at: 22))).publishedAt == 22)
        #expect(memo.facts(of: frame(nil, try tick(2, at: 22))).publishedAt == 22)
        #expect(memo.facts(of: frame(nil, try tick(3, at: 33))).publishedAt == 33)
        for seq in 100..<4_196 { _ = memo.facts(of: frame(Int64(seq), try tick(4, at: 44))) }
        #expect(memo.facts(of: frame(5, try tick(5, at: 55))).publishedAt == 55)
    }
}
