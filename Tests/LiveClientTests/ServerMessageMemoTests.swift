import Events
import LiveClient
import LiveProtocol
import Testing
import Wire

@Suite struct `Messages that many clients get` {
    private func event(_ seq: Int64, _ text: String) -> [UInt8] {
        ServerMessage.event(
            EventFrame(topic: "ops", cursor: cursor(seq), prev: nil, event: Array(text.utf8))
        ).encoded()
    }

    private func frame(_ seq: Int64, prev: Int64? = nil, on topic: String = "ops") -> EventFrame {
        EventFrame(
            topic: topic, cursor: cursor(seq), prev: prev.map { cursor($0) },
            event: Array(#"{"n":\#(seq)}"#.utf8))
    }

    /// The bytes of the frames, each of which the memo has read before.
    private func bytes(of frames: [EventFrame], known memo: ServerMessageMemo) throws -> [UInt8] {
        try frames.flatMap { frame in
            let text = ServerMessage.event(frame).encoded()
            _ = try memo.decode(text)
            return WebSocketFrame.encode(.text, text)
        }
    }

    /// A span may not go into an expectation.
    private func events(
        in bytes: ArraySlice<UInt8>, at position: inout Int, _ memo: ServerMessageMemo
    ) -> [EventFrame]? {
        memo.events(in: bytes.span, at: &position)?.frames
    }

    /// All runs of events that stand in the bytes.
    private func runs(in bytes: [UInt8], _ memo: ServerMessageMemo) -> [[EventFrame]] {
        var position = 0
        var runs: [[EventFrame]] = []
        while let run = events(in: bytes[...], at: &position, memo) { runs.append(run) }
        #expect(position == bytes.count)
        return runs
    }

    @Test func `are read as they are, however often`() throws {
        let memo = ServerMessageMemo()
        for _ in 0..<3 {
            for seq in 0..<200 {
                let text = event(Int64(seq), #"{"n":\#(seq)}"#)
                #expect(try memo.decode(text) == ServerMessage.decode(text))
            }
        }
    }

    @Test func `are told apart where they differ late`() throws {
        let memo = ServerMessageMemo()
        let pad = String(repeating: "x", count: 300)
        let first = event(1, #"{"pad":"\#(pad)","n":1}"#)
        let second = event(1, #"{"pad":"\#(pad)","n":2}"#)
        for text in [first, second, first, Array(first.dropLast(2)) + Array(" }}".utf8)] {
            #expect(try memo.decode(text) == ServerMessage.decode(text))
        }
        #expect(try memo.decode(first) != memo.decode(second))
    }

    @Test func `of other kinds are read as well, and unknown ones passed over`() throws {
        let memo = ServerMessageMemo()
        for _ in 0..<2 {
            #expect(try memo.decode(welcome.encoded()) == welcome)
            #expect(try memo.decode(Array(#"{"op":"weather"}"#.utf8)) == nil)
            #expect(throws: ServerMessageError.self) { try memo.decode(Array("?".utf8)) }
            #expect(throws: ServerMessageError.self) { try memo.decode([]) }
        }
    }

    @Test func `are found by their frames, wherever these stand in what was read`() throws {
        let memo = ServerMessageMemo()
        let texts = (0..<4_140).map { event(Int64($0), #"{"n":\#($0)}"#) }
        for text in texts { _ = try memo.decode(text) }
        let read = texts.flatMap { WebSocketFrame.encode(.text, $0) }
        // The first 44 made room for others; behind them all follow one another.
        var position = 0
        #expect(events(in: read[...], at: &position, memo) == nil)
        #expect(position == 0)
        position = texts.prefix(44).reduce(0) { $0 + WebSocketFrame.encode(.text, $1).count }
        let found = try #require(events(in: read[...], at: &position, memo))
        let expected = try texts.dropFirst(44).map { try ServerMessage.decode($0) }
        #expect(found.map { .event($0) } == expected)
        #expect(position == read.count)
        #expect(events(in: read[...], at: &position, memo) == nil)
    }

    @Test func `are one run while each follows the other, and again when they come again`() throws {
        let memo = ServerMessageMemo()
        let run = [frame(1), frame(2, prev: 1), frame(5, prev: 1)]
        let read = try bytes(of: run, known: memo)
        for _ in 0..<3 { #expect(runs(in: read, memo) == [run]) }
        // A client that has read less so far finds the rest.
        let rest = try bytes(of: Array(run.dropFirst()), known: memo)
        #expect(runs(in: rest, memo) == [Array(run.dropFirst())])
    }

    @Test func `are several runs where one is missing, late, or of another topic`() throws {
        let memo = ServerMessageMemo()
        let frames = [
            frame(1), frame(4, prev: 3), frame(2, prev: 1), frame(3, prev: 2, on: "airport:LHR"),
        ]
        let read = try bytes(of: frames, known: memo)
        for _ in 0..<2 { #expect(runs(in: read, memo) == frames.map { [$0] }) }
    }

    @Test func `without a place in the order are runs of their own`() throws {
        let memo = ServerMessageMemo()
        let ephemeral = (1...2).map {
            EventFrame(topic: "ops", cursor: nil, event: Array("{\"n\":\($0)}".utf8))
        }
        let read = try bytes(of: [frame(1)] + ephemeral + [frame(2, prev: 1)], known: memo)
        #expect(runs(in: read, memo) == [[frame(1)], ephemeral, [frame(2, prev: 1)]])
    }

    @Test func `are not taken for known while they are incomplete`() throws {
        let memo = ServerMessageMemo()
        let text = event(1, #"{"n":1}"#)
        _ = try memo.decode(text)
        let frame = WebSocketFrame.encode(.text, text)
        for count in 0..<frame.count {
            var position = 0
            #expect(events(in: frame[..<count], at: &position, memo) == nil)
            #expect(position == 0)
        }
    }
}
