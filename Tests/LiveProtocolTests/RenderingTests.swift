import Events
import JSON
import LiveProtocol
import Testing

@Suite struct `Messages for other doors` {
    private let cursor = Cursor(epoch: Epoch(generation: 1, id: "a"), seq: 7)
    private let before = Cursor(epoch: Epoch(generation: 1, id: "a"), seq: 6)

    private func block(_ message: ServerMessage, at position: FollowerPosition = .unsaid) -> String
    {
        String(
            decoding: EventStreamBlock.encode(message.encoded(), position: position),
            as: UTF8.self)
    }

    private func cloudEvent(
        _ message: ServerMessage, at position: FollowerPosition = .unsaid
    ) throws -> JSONValue {
        let rendering = CloudEventMessage(
            id: UniqueID(high: 1, low: 2), time: Timestamp(seconds: 0))
        return try JSONValue.parse(rendering.encode(message.encoded(), position: position))
    }

    private func event(conflated: Int? = nil) -> ServerMessage {
        .event(
            EventFrame(
                topic: "ops", cursor: cursor, prev: before, conflated: conflated,
                event: Array(#"{"specversion":"1.0","id":"x"}"#.utf8)))
    }

    @Test func `an event is an unnamed block whose id is the position`() {
        let frame =
            #"{"op":"event","topic":"ops","cursor":"1.a.7","prev":"1.a.6","event":{"specversion":"1.0","id":"x"}}"#
        #expect(block(event(), at: .at(before)) == "id: 1.a.6\ndata: \(frame)\n\n")
        #expect(block(event()) == "data: \(frame)\n\n")
    }

    @Test func `other messages are named, and a mark of all topics is a position`() {
        #expect(
            block(.mark(cursor: cursor, topic: nil))
                == "event: mark\nid: 1.a.7\ndata: {\"op\":\"mark\",\"cursor\":\"1.a.7\"}\n\n")
        #expect(!block(.mark(cursor: cursor, topic: "ops")).contains("id:"))
        let reset = ServerMessage.reset(topic: "ops", cursor: cursor, reason: "r")
        #expect(block(reset, at: .void).hasPrefix("event: reset\nid: void\ndata: {"))
        let bye = ServerMessage.bye(
            code: .serviceRestart, reason: "r", reconnectAfterMilliseconds: 40)
        #expect(block(bye).hasPrefix("event: bye\nretry: 40\ndata: {"))
    }

    @Test func `a line break in a state does not end the data`() {
        let snapshot = ServerMessage.snapshot(
            topic: "ops", cursor: cursor, state: Array("{\r\n\"a\":\n1}".utf8), reason: nil)
        let text = block(snapshot)
        #expect(text.hasSuffix("{  \"a\": 1}}\n\n"))
        #expect(text.utf8.count { $0 == 0x0A } == 3)
    }

    @Test func `an event is its CloudEvent with the hub's attributes`() throws {
        let value = try cloudEvent(event(conflated: 3), at: .at(cursor))
        #expect(value["id"]?.asString == "x")
        #expect(value["flighthubtopic"]?.asString == "ops")
        #expect(value["flighthubcursor"]?.asString == "1.a.7")
        #expect(value["flighthubprev"]?.asString == "1.a.6")
        #expect(value["flighthubconflated"]?.asInteger == 3)
        #expect(value["flighthubposition"]?.asString == "1.a.7")
        #expect(try cloudEvent(event())["flighthubposition"] == nil)
    }

    @Test(arguments: [
        ServerMessage.stale(since: Timestamp(seconds: 1)),
        .welcome(connectionID: "c", node: "n", heartbeatSeconds: 25, user: nil),
        .reset(topic: "ops", cursor: Cursor("1.a.7")!, reason: "r"),
    ])
    func `any other message is an event of the hub with the message as data`(
        message: ServerMessage
    ) throws {
        let value = try cloudEvent(message)
        #expect(value["specversion"]?.asString == "1.0")
        #expect(value["type"]?.asString == "hub:\(message.operation.rawValue)")
        #expect(value["data"] == (try JSONValue.parse(message.encoded())))
        #expect(value["flighthubposition"] == nil)
    }

    @Test func `a mark of all topics is a position here too`() throws {
        let value = try cloudEvent(.mark(cursor: cursor, topic: nil))
        #expect(value["flighthubposition"]?.asString == "1.a.7")
        let reset = ServerMessage.reset(topic: "ops", cursor: cursor, reason: "r")
        #expect(try cloudEvent(reset, at: .void)["flighthubposition"]?.asString == "void")
    }

    @Test func `void is no cursor`() { #expect(Cursor("void") == nil) }
}
