import Events
import JSON
import LiveProtocol
import Testing

/// Each file of `protocol/messages` holds examples of one message, and each message has its file.
@Suite struct `Golden messages` {
    private static let seats = "seats:3f1c9a52-7d0e-4b8a-9c11-5e2f6a7b8c9d"
    private static let user = "9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d"
    private static let token = "eyJhbGciOiJIUzI1NiJ9.e30.c2ln"
    private static let gone = "the history before the cursor is gone"
    private static func cursor(_ seq: Int64) -> Cursor {
        Cursor(epoch: Epoch(generation: 3, id: "k7q2m9"), seq: seq)
    }

    static let clientMessages: [(String, [ClientMessage])] = [
        ("auth", [.auth(id: "a1", token: token), .auth(id: nil, token: token)]),
        (
            "subscribe",
            [
                .subscribe(SubscribeRequest(id: "1", topics: [WantedTopic("airport:LHR")])),
                .subscribe(
                    SubscribeRequest(
                        id: "2",
                        topics: [
                            WantedTopic("airline:FH"),
                            WantedTopic(seats, from: .cursor(cursor(1_041))),
                        ],
                        types: ["seat:booked", "seat:locked"], takesSnapshot: false)),
            ]
        ),
        ("unsubscribe", [.unsubscribe(id: "3", topics: ["airport:LHR", seats])]),
        ("ping", [.ping(id: nil), .ping(id: "p1")]),
    ]

    @Test(arguments: clientMessages)
    func `of clients are read and written`(name: String, messages: [ClientMessage]) throws {
        let examples = try #require(
            try ProtocolFolder.json("messages/client/\(name).json").asArray)
        #expect(examples.count == messages.count)
        for (example, message) in zip(examples, messages) {
            let text = JSONWriter.text(of: example)
            #expect(try ClientMessage.decode(text) == message)
            #expect(string(message.encoded()) == string(text))
            #expect(message.operation.rawValue == name)
        }
    }

    static func serverMessages() throws -> [(String, [ServerMessage])] {
        let events = try #require(try ProtocolFolder.json("messages/server/event.json").asArray)
        let bytes = events.map { $0["event"].map(JSONWriter.text(of:)) ?? [] }
        let state = Array(#"{"seats":[]}"#.utf8)
        let since = try #require(Timestamp(rfc3339: "2026-11-21T02:30:00.123Z"))
        let at = cursor(1_041)
        return [
            (
                "welcome",
                [
                    .welcome(
                        connectionID: "node-1-17-3", node: "node-1", heartbeatSeconds: 25,
                        user: nil),
                    .welcome(
                        connectionID: "node-1-18-1", node: "node-1", heartbeatSeconds: 25,
                        user: user),
                ]
            ),
            (
                "subscribed",
                [
                    .subscribed(
                        id: "1",
                        topics: [
                            .live(topic: "airport:LHR", cursor: at),
                            .resumed(topic: "airline:FH", cursor: cursor(998)),
                            .snapshot(topic: seats), .reset(topic: "analytics", cursor: at),
                            .rejected(topic: "weather:LHR", code: .unknownTopic),
                        ])
                ]
            ),
            (
                "unsubscribed",
                [
                    .unsubscribed(id: "3", topics: ["airport:LHR", seats]),
                    .unsubscribed(id: nil, topics: ["airline:FH"]),
                ]
            ),
            (
                "snapshot",
                [
                    .snapshot(topic: seats, cursor: at, state: state, reason: nil),
                    .snapshot(topic: seats, cursor: at, state: state, reason: gone),
                ]
            ),
            (
                "event",
                [
                    .event(
                        EventFrame(topic: seats, cursor: at, prev: cursor(1_036), event: bytes[0])),
                    .event(
                        EventFrame(
                            topic: seats, cursor: at, prev: cursor(1_036), conflated: 4,
                            event: bytes[1])),
                    .event(EventFrame(topic: seats, cursor: at, event: bytes[2])),
                    .event(
                        EventFrame(
                            topic: "flight:3f1c9a52-7d0e-4b8a-9c11-5e2f6a7b8c9d", cursor: nil,
                            event: bytes[3])),
                ]
            ),
            ("mark", [.mark(cursor: at, topic: nil), .mark(cursor: at, topic: seats)]),
            ("reset", [.reset(topic: "airline:FH", cursor: at, reason: gone)]),
            ("stale", [.stale(since: since)]),
            ("fresh", [.fresh(since: since + .milliseconds(3_877))]),
            (
                "error",
                [
                    .error(
                        ServerError(
                            id: "1", code: .invalidField,
                            message: "topics: must have 1 to 100 entries")),
                    .error(
                        ServerError(code: .unavailable, message: "token: cannot be checked now")),
                ]
            ),
            (
                "bye",
                [
                    .bye(
                        code: .tooSlow, reason: "more than 1048576 bytes waited",
                        reconnectAfterMilliseconds: nil),
                    .bye(
                        code: .serviceRestart, reason: "the server is going away",
                        reconnectAfterMilliseconds: 1_250),
                ]
            ),
            ("pong", [.pong(id: nil), .pong(id: "p1")]),
            (
                "authenticated",
                [.authenticated(id: "a1", user: user), .authenticated(id: nil, user: user)]
            ),
        ]
    }

    @Test func `of the server are written and read`() throws {
        for (name, messages) in try Self.serverMessages() {
            let examples = try #require(
                try ProtocolFolder.json("messages/server/\(name).json").asArray)
            #expect(examples.count == messages.count, "\(name)")
            for (example, message) in zip(examples, messages) {
                let text = JSONWriter.text(of: example)
                #expect(string(message.encoded()) == string(text))
                #expect(try ServerMessage.decode(text) == message)
                #expect(message.operation.rawValue == name)
            }
        }
    }

    @Test func `every message has its file, and every file its message`() throws {
        let client = ClientMessage.Operation.allCases.map { "\($0.rawValue).json" }
        #expect(try ProtocolFolder.names(in: "messages/client") == client.sorted())
        #expect(Self.clientMessages.map { "\($0.0).json" } == client)
        let server = ServerMessage.Operation.allCases.map { "\($0.rawValue).json" }
        #expect(try ProtocolFolder.names(in: "messages/server") == server.sorted())
        #expect(Set(try Self.serverMessages().map { "\($0.0).json" }) == Set(server))
    }
}

private func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
