import Events
import LiveProtocol
import Testing

@Suite struct `Server messages` {
    private func decode(_ text: String) throws -> ServerMessage? {
        try ServerMessage.decode(Array(text.utf8))
    }

    @Test func `of a later server are passed over, as are fields that it adds`() throws {
        #expect(try decode(#"{"op":"weather","wind":7}"#) == nil)
        #expect(
            try decode(#"{"op":"pong","id":"1","load":[{"a":1}],"z":null}"#) == .pong(id: "1"))
        #expect(
            try decode(#"{"op":"error","code":"NEW","message":"m","retryable":false}"#)
                == .error(ServerError(code: .internalError, message: "m", isRetryable: false)))
        #expect(
            try decode(#"{"op":"bye","code":4999,"reason":"r"}"#)
                == .bye(code: .internalError, reason: "r", reconnectAfterMilliseconds: nil))
    }

    @Test(arguments: [
        (#"{"op":"mark"}"#, "cursor: is missing"),
        (#"{"op":"mark","cursor":"x"}"#, "cursor: is not a cursor"),
        (#"{"op":"event","topic":"ops","event":[]}"#, "event: must be an object"),
        (#"{"op":"event","topic":"ops","cursor":"1.a.1"}"#, "event: is missing"),
        (#"{"op":"event","topic":7,"event":{}}"#, "JSON: expected a string (at byte 22)"),
        (#"{"op":"stale","since":"noon"}"#, "since: is not a time"),
        (#"{"topic":"ops"}"#, "op: is missing"),
        (
            #"{"op":"subscribed","id":"1","topics":[{"topic":"ops","status":"live"}]}"#,
            "topics: status or cursor of ops"
        ),
        (
            #"{"op":"welcome","connectionId":"c","node":"n","heartbeatSeconds":2.5}"#,
            "JSON: expected an integer (at byte 65)"
        ),
        ("nonsense", "JSON: expected an object (at byte 0)"),
    ])
    func `that are broken say how`(text: String, message: String) {
        #expect {
            try decode(text)
        } throws: { error in
            (error as? ServerMessageError)?.message == message
        }
    }

    @Test func `mean the same however an event is laid out`() throws {
        let cursor = Cursor(epoch: Epoch(generation: 1, id: "a"), seq: 2)
        let frame = EventFrame(
            topic: "ops", cursor: cursor, prev: cursor, event: Array(#"{"a":{}}"#.utf8))
        let layouts = [
            #"{"op":"event","topic":"ops","cursor":"1.a.2","prev":"1.a.2","event":{"a":{}}}"#,
            #"{"op":"event","topic":"ops","prev":"1.a.2","cursor":"1.a.2","event":{"a":{}}}"#,
            #"{"op":"event","topic":"\u006fps","cursor":"1.a.2","prev":"1.a.2","event":{"a":{}}}"#,
            #"{"op":"event","topic":"ops","cursor":"1.a.2","prev":"1.a.2","event":{"a":{}} }"#,
            #"{"op":"event","topic":"ops","cursor":"1.a.2","prev":"1.a.2","x":1,"event":{"a":{}}}"#,
            #"{"op":"event","topic":"ops","cursor":"1.a.2","prev":"1.a.2","event":{"a":{}},"x":{}}"#,
            #" {"op":"event","event":{"a":{}},"topic":"ops","cursor":"1.a.2","prev":"1.a.2"}"#,
        ]
        for text in layouts { #expect(try decode(text) == .event(frame), "\(text)") }
    }

    @Test func `carry the event's own bytes`() throws {
        let event = Array(#"{ "type" : "x", "n":1.50, "data":{"text":"}\u0021\""} }"#.utf8)
        let cursor = Cursor(epoch: Epoch(generation: 1, id: "a"), seq: 2)
        let text = EventFrame.encode(topic: "ops", cursor: cursor, prev: nil, event: event)
        guard case .event(let frame)? = try ServerMessage.decode(text) else {
            Issue.record("not an event")
            return
        }
        #expect(frame.event == event)
    }

    @Test(arguments: [#"\""#, #"\\"#, "}", "{", "é"])
    func `carry the event's own bytes, whatever stands in its strings and where`(
        mark: String
    ) throws {
        let cursor = Cursor(epoch: Epoch(generation: 1, id: "a"), seq: 2)
        for before in 0...17 {
            for after in [0, 1, 7, 8, 9] {
                let string =
                    String(repeating: "x", count: before) + mark
                    + String(repeating: "y", count: after)
                let event = Array(#"{"data":{"text":"\#(string)"},"\#(string)":1}"#.utf8)
                let frame = EventFrame(topic: "ops", cursor: cursor, prev: cursor, event: event)
                #expect(try ServerMessage.decode(frame.encoded()) == .event(frame))
            }
        }
    }
}
