import Events
import Testing

@Suite struct IncomingEventTests {
    private static let flight = "flight:0b6f7a52-6a0c-4d0e-9a53-3f0d8a8c1b11"

    private func read(topics: String, event: String) throws -> IncomingEvent {
        try IncomingEvent(message: Array("{\"topics\": \(topics), \"event\": \(event)}".utf8))
    }

    @Test func `a CloudEvent keeps its members and their order`() throws {
        let event = try read(
            topics: "[\"\(Self.flight)\", \"airport:LHR\", \"\(Self.flight)\"]",
            event: """
                {"specversion": "1.0", "type": "flight:gate", "source": "/gates", "id": "7",
                 "subject": "flight/1", "extension": [1.50, null], "data": {"gate": "B 7"}}
                """)
        #expect(event.id == "7")
        #expect(event.source == "/gates")
        #expect(event.type == "flight:gate")
        #expect(event.subject == "flight/1")
        #expect(event.topics.map(\.description) == [Self.flight, "airport:LHR"])
        let text = String(decoding: event.payload, as: UTF8.self)
        #expect(
            text == #"{"specversion":"1.0","type":"flight:gate","source":"/gates","id":"7","#
                + #""subject":"flight/1","extension":[1.50,null],"data":{"gate":"B 7"}}"#)
    }

    @Test(arguments: ["\u{301}", #"\u0316"#])
    func `long rows of combining marks are refused wherever they stand`(mark: String) {
        func row(_ count: Int) -> String { "a" + String(repeating: mark, count: count) }
        func event(_ text: String) -> String {
            #"{"specversion":"1.0","type":"t","source":"/s","id":"1","data":\#(text)}"#
        }
        #expect(throws: Never.self) {
            try read(topics: "[\"ops\"]", event: event("{\"\(row(30))\": [\"\(row(30))\"]}"))
        }
        for text in ["\"\(row(31))\"", "{\"\(row(31))\": 1}"] {
            #expect {
                try read(topics: "[\"ops\"]", event: event(text))
            } throws: { error in
                "\(error)".contains("not JSON: more than 30 combining marks in a row")
            }
        }
    }

    @Test func `without a subject an event is its own entity`() throws {
        let event = try read(
            topics: "[\"ops\"]",
            event: #"{"specversion":"1.0","type":"t","source":"/s","id":"1"}"#)
        #expect(event.subject == "/s 1")
    }

    @Test(arguments: [
        ("nonsense", "not JSON"),
        ("[]", "a message is an object"),
        (#"{"topics":["ops"]}"#, "'event' is"),
        (#"{"topics":["ops"],"event":1}"#, "'event' is"),
        (#"{"topics":["ops"],"event":{},"x":1}"#, "no member 'x'"),
        (#"{"topics":["ops"],"event":{"specversion":"0.3"}}"#, "'specversion'"),
        (#"{"topics":["ops"],"event":{"specversion":"1.0","id":7}}"#, "'id'"),
        (#"{"topics":["ops"],"event":{"specversion":"1.0","id":""}}"#, "'id'"),
        (
            #"{"topics":["ops"],"event":{"specversion":"1.0","id":"1","source":"a b","type":"t"}}"#,
            "'source' is a URI"
        ),
        (#"{"topics":["ops"],"event":{"specversion":"1.0","id":"1","source":"/s"}}"#, "'type'"),
        (
            #"{"topics":[],"event":{"specversion":"1.0","id":"1","source":"/s","type":"t"}}"#,
            "'topics' is"
        ),
        (
            #"{"topics":[1],"event":{"specversion":"1.0","id":"1","source":"/s","type":"t"}}"#,
            "a topic is a string"
        ),
        (
            #"{"topics":["x:1"],"event":{"specversion":"1.0","id":"1","source":"/s","type":"t"}}"#,
            "unknown kind"
        ),
        (
            #"{"topics":["ops"],"event":{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{"a":["\u0000"]}}}"#,
            "U+0000"
        ),
        (
            #"{"topics":["ops"],"event":{"specversion":"1.0","id":"1","source":"/s","type":"t","\u0000":1}}"#,
            "U+0000"
        ),
    ])
    func `a message that breaks a rule is told which`(message: String, reason: String) {
        let error = #expect(throws: IncomingEventError.self) {
            try IncomingEvent(message: Array(message.utf8))
        }
        #expect(error?.reason.contains(reason) == true)
    }

    @Test func `a message has a size limit`() throws {
        let padding = String(repeating: "x", count: IncomingEvent.sizeLimit)
        #expect(throws: IncomingEventError.self) {
            try read(
                topics: "[\"ops\"]",
                event:
                    #"{"specversion":"1.0","type":"t","source":"/s","id":"1","data":"\#(padding)"}"#
            )
        }
    }
}
