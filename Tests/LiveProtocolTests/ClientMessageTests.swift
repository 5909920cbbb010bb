import Events
import LiveProtocol
import Testing

@Suite struct `Client messages` {
    @Test(arguments: [
        #"{"op":"ping","~":1}"#, #"{"op":"~"}"#, #"{"op":"ping","id":"~"}"#,
        #"{"op":"auth","token":"~"}"#, #"{"op":"subscribe","id":"1","topics":["~"]}"#,
        #"{"op":"subscribe","id":"1","topics":[{"~":1}]}"#,
        #"{"op":"subscribe","id":"1","topics":[{"topic":"ops","cursor":"~"}]}"#,
        #"{"op":"subscribe","id":"1","topics":["ops"],"events":["~"]}"#,
        #"{"op":"unsubscribe","id":"1","topics":["~"]}"#,
    ])
    func `with long rows of combining marks are malformed wherever they stand`(
        pattern: String
    ) {
        for marks in ["\u{301}", #"\u0301"#] {
            func error(_ count: Int) -> ClientMessageError? {
                let row = "a" + String(repeating: marks, count: count)
                do throws(ClientMessageError) {
                    _ = try ClientMessage.decode(Array(pattern.replacing("~", with: row).utf8))
                    return nil
                } catch {
                    return error
                }
            }
            #expect(error(30)?.code != .malformedMessage)
            #expect(error(31)?.code == .malformedMessage)
            #expect(error(31)?.message.hasPrefix("JSON: more than 30 combining marks") == true)
        }
    }

    @Test func `an error quotes no more than the beginning of a name`() {
        // One character to Swift, whatever it is made of.
        let name = "a" + String(repeating: "\u{200D}", count: 10_000)
        for text in [
            #"{"op":"ping","\#(name)":1}"#,
            #"{"op":"subscribe","id":"1","topics":[{"\#(name)":1}]}"#,
        ] {
            #expect {
                try ClientMessage.decode(Array(text.utf8))
            } throws: { error in
                ((error as? ClientMessageError)?.message.utf8.count).map { $0 < 200 } ?? false
            }
        }
    }

    @Test func `names are compared by their bytes`() throws {
        // Canonically equivalent, and two topics all the same.
        let text = "{\"op\":\"subscribe\",\"id\":\"1\",\"topics\":[\"\u{E9}\",\"e\u{301}\"]}"
        guard case .subscribe(let request) = try ClientMessage.decode(Array(text.utf8)) else {
            Issue.record("not a subscribe")
            return
        }
        #expect(request.topics.count == 2)
    }

    @Test(
        arguments: [
            ("", nil, .malformedMessage, "JSON: expected a value, but the text ends (at byte 0)"),
            ("[]", nil, .malformedMessage, "JSON: the message must be an object"),
            (
                #"{"op":"ping","op":"ping"}"#, nil, .malformedMessage,
                "JSON: name used twice in an object (at byte 18)"
            ),
            (#"{"id":"7"}"#, "7", .missingField, "op: is missing"),
            (#"{"op":1}"#, nil, .invalidField, "op: must be a string"),
            (
                #"{"op":"dance","id":"7"}"#, "7", .unknownOperation,
                "op: must be one of auth, subscribe, unsubscribe, ping"
            ),
            (#"{"op":"ping","id":7}"#, nil, .invalidField, "id: must be a string of 1 to 64 bytes"),
            (
                #"{"op":"ping","id":""}"#, nil, .invalidField,
                "id: must be a string of 1 to 64 bytes"
            ),
            (
                #"{"op":"ping","colour":"red","id":"1"}"#, "1", .unknownField,
                "colour: is not a field of 'ping'"
            ),
            (#"{"op":"auth","id":"a"}"#, "a", .missingField, "token: is missing"),
            (
                #"{"op":"auth","token":""}"#, nil, .invalidField,
                "token: must be a string of 1 to 8192 bytes"
            ),
            (#"{"op":"subscribe","topics":["airport:LHR"]}"#, nil, .missingField, "id: is missing"),
            (#"{"op":"subscribe","id":"1"}"#, "1", .missingField, "topics: is missing"),
            (
                #"{"op":"subscribe","id":"1","topics":"airport:LHR"}"#, "1", .invalidField,
                "topics: must be an array"
            ),
            (
                #"{"op":"subscribe","id":"1","topics":[]}"#, "1", .invalidField,
                "topics: must have 1 to 100 entries"
            ),
            (
                #"{"op":"subscribe","id":"1","topics":["airport:LHR",5]}"#, "1", .invalidField,
                "topics[1]: must be a string or an object {topic, cursor}"
            ),
            (
                #"{"op":"subscribe","id":"1","topics":[{"cursor":"1.a.1"}]}"#, "1", .missingField,
                "topics[0].topic: is missing"
            ),
            (
                #"{"op":"subscribe","id":"1","topics":[{"topic":"ops","since":"1.a.1"}]}"#, "1",
                .unknownField, "topics[0].since: is not a field of a topic"
            ),
            (
                #"{"op":"subscribe","id":"1","topics":[{"topic":"ops","cursor":5}]}"#, "1",
                .invalidField, "topics[0].cursor: must be a string"
            ),
            (
                #"{"op":"subscribe","id":"1","topics":["ops",{"topic":"ops"}]}"#, "1",
                .invalidField,
                "topics[1]: names a topic a second time"
            ),
            (
                #"{"op":"subscribe","id":"1","topics":["ops"],"events":["x",""]}"#, "1",
                .invalidField,
                "events[1]: must be a string of 1 to 64 bytes"
            ),
            (
                #"{"op":"subscribe","id":"1","topics":["ops"],"events":[]}"#, "1", .invalidField,
                "events: must have 1 to 50 entries"
            ),
            (
                #"{"op":"subscribe","id":"1","topics":["ops"],"snapshot":"no"}"#, "1",
                .invalidField,
                "snapshot: must be true or false"
            ),
            (
                #"{"op":"unsubscribe","id":"1","topics":[{"topic":"ops"}]}"#, "1", .invalidField,
                "topics[0]: must be a string"
            ),
        ] as [(String, String?, ErrorCode, String)])
    func `are refused with the field and the rule`(
        text: String, id: String?, code: ErrorCode, message: String
    ) {
        #expect(throws: ClientMessageError(id: id, code: code, message: message)) {
            try ClientMessage.decode(Array(text.utf8))
        }
    }

    @Test(arguments: [2, 16, 17, 40])
    func `a topic stands once, among few and among many`(count: Int) throws {
        func message(_ names: [String]) -> [UInt8] {
            let list = names.map { "\"\($0)\"" }.joined(separator: ",")
            return Array(#"{"op":"subscribe","id":"1","topics":[\#(list)]}"#.utf8)
        }
        let names = (1..<count).map { "flight:\($0)" }
        guard case .subscribe(let request) = try ClientMessage.decode(message(names)) else {
            Issue.record("a subscription is read")
            return
        }
        #expect(request.topics.map(\.name) == names)
        for repeated in [names.first, names.last].compactMap(\.self) {
            #expect(throws: ClientMessageError.self) {
                try ClientMessage.decode(message(names + [repeated]))
            }
        }
    }

    @Test func `name at most 100 topics`() throws {
        func subscribe(_ count: Int) -> [UInt8] {
            let topics = (0..<count).map { "\"t\($0)\"" }.joined(separator: ",")
            return Array(#"{"op":"subscribe","id":"1","topics":[\#(topics)]}"#.utf8)
        }
        _ = try ClientMessage.decode(subscribe(100))
        #expect(
            throws: ClientMessageError(
                id: "1", code: .invalidField, message: "topics: must have 1 to 100 entries")
        ) {
            try ClientMessage.decode(subscribe(101))
        }
    }

    @Test func `keep what is no topic and what is no cursor for the answer`() throws {
        let text = """
            {"id":"1","topics":["weather:LHR",{"topic":"airline:FH","cursor":"yesterday"},\
            {"topic":"ops","cursor":""}],"op":"subscribe"}
            """
        let expected = SubscribeRequest(
            id: "1",
            topics: [
                WantedTopic("weather:LHR"), WantedTopic("airline:FH", from: .unusable),
                WantedTopic("ops", from: .unusable),
            ])
        let message = try ClientMessage.decode(Array(text.utf8))
        #expect(message == .subscribe(expected))
        // What a client writes for an unusable position is read as one.
        guard case .subscribe(let again) = try ClientMessage.decode(message.encoded()) else {
            Issue.record("not a subscribe")
            return
        }
        #expect(again.topics == expected.topics)
    }
}
