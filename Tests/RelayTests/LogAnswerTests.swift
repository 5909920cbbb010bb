import Events
import Relay
import Testing

@Suite struct LogAnswerTests {
    /// A part of an answer as the server writes it.
    private indirect enum Part: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
        case text([UInt8])
        case parts([Part])
        case null

        init(stringLiteral text: String) { self = .text(Array(text.utf8)) }
        init(arrayLiteral parts: Part...) { self = .parts(parts) }
    }

    private static func read(
        _ part: Part, at index: Int = 0, depth: Int = 0, into answer: inout LogAnswer
    ) {
        switch part {
        case .null: break
        case .text(let text): answer.take(text.span, at: index, depth: depth)
        case .parts(let parts):
            answer.beginArray(of: parts.count, at: index, depth: depth)
            for (index, part) in parts.enumerated() {
                read(part, at: index, depth: depth + 1, into: &answer)
            }
        }
    }

    private func entries(_ part: Part) -> [LogEntry]? {
        var answer = LogAnswer()
        Self.read(part, into: &answer)
        return answer.end()
    }

    private func seqs(_ parts: Part...) -> [Int64]? {
        entries([["log", .parts(parts)]])?.map(\.seq)
    }

    private static func fields(_ changes: [String: Part] = [:], without lacking: String = "")
        -> Part
    {
        let all: [(String, Part)] = [
            ("id", "/a 1"), ("type", "booking:confirmed"), ("subject", "booking/1"),
            ("topics", "ops airport:LHR"), ("event", "{}"),
        ]
        return .parts(
            all.filter { $0.0 != lacking }.flatMap { name, value -> [Part] in
                [.text(Array(name.utf8)), changes[name] ?? value]
            })
    }

    @Test func `entries keep their own names, whatever comes around them`() {
        let other = Self.fields([
            "id": "/b 2", "type": "seat:locked", "subject": "s\u{E9}", "topics": "airline:BA",
            "event": #"{"n":2}"#,
        ])
        #expect(
            entries([["log", [["1-0", Self.fields()], ["2-0", other]]]]) == [
                LogEntry(
                    seq: 1, identity: "/a 1", type: "booking:confirmed", subject: "booking/1",
                    topics: [Topic(.ops), Topic(.airport, "LHR")], payload: Array("{}".utf8)),
                LogEntry(
                    seq: 2, identity: "/b 2", type: "seat:locked", subject: "s\u{E9}",
                    topics: [Topic(.airline, "BA")], payload: Array(#"{"n":2}"#.utf8)),
            ])
    }

    @Test(arguments: ["id", "type", "subject", "topics", "event"])
    func `an entry without one of its fields is left out`(_ name: String) {
        #expect(seqs(["1-0", Self.fields(without: name)], ["2-0", Self.fields()]) == [2])
        #expect(seqs(["1-0", Self.fields([name: .null])], ["2-0", Self.fields()]) == [2])
        #expect(seqs(["1-0", Self.fields([name: ["x"]])], ["2-0", Self.fields()]) == [2])
    }

    @Test func `an entry whose names cannot be read is left out`() {
        for name in ["id", "type", "subject"] {
            #expect(seqs(["1-0", Self.fields([name: .text([0xFF])])]) == [])
        }
        for topics: Part in ["", " ", "cargo:1", "flight:1"] {
            #expect(seqs(["1-0", Self.fields(["topics": topics])]) == [])
        }
        for id: Part in ["", "-1", "x-0", "9223372036854775808-0", "1x-0", .null, ["1-0"]] {
            #expect(seqs([id, Self.fields()], ["2-0", Self.fields()]) == [2])
        }
    }

    @Test func `topics that are none are passed over`() throws {
        let read = entries([["log", [["1-0", Self.fields(["topics": " cargo:1  ops flight:"])]]]])
        #expect(try #require(read?.first).topics == [Topic(.ops)])
    }

    @Test func `fields of others are passed over, and the first of two counts`() {
        let crowded: Part = [
            "trace", "x", "id", "/a 1", "type", "t", "subject", "s", "topics", "ops", "event", "{}",
            "id", "/b 2", "ident", "/c 3", "event",
        ]
        let read = entries([["log", [["1-0", crowded]]]])
        #expect(read?.map(\.identity) == ["/a 1"])
        #expect(read?.map { Array($0.payload) } == [Array("{}".utf8)])
    }

    @Test func `a deleted entry leaves nothing of the one before it`() {
        #expect(seqs(["1-0", Self.fields()], .null, ["3-0", .null], ["4-0", []]) == [1])
    }

    @Test func `an answer of another shape is none`() {
        let others: [Part] = [
            [], ["log"], [["log"]], [["log", "x"]], [["log", .null]], [[["1-0"], "log"]],
            [["log", []], ["log", []]],
        ]
        for other in others { #expect(entries(other) == nil) }
        #expect(entries([["log", []]]) == [])
    }

    @Test func `an answer that was not read to its end is forgotten`() {
        var answer = LogAnswer()
        Self.read([["log", [["1-0", Self.fields()], ["2-0", ["id"]]]]], into: &answer)
        Self.read([["log", [["3-0", Self.fields()]]]], into: &answer)
        #expect(answer.end()?.map(\.seq) == [3])
        #expect(answer.end()?.isEmpty != false)
    }
}
