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

    /// A span may not go into an expectation.
    private func event(
        in bytes: ArraySlice<UInt8>, at position: inout Int, _ memo: ServerMessageMemo
    ) -> ServerMessage? {
        memo.event(in: bytes.span, at: &position)
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
        #expect(event(in: read[...], at: &position, memo) == nil)
        #expect(position == 0)
        position = texts.prefix(44).reduce(0) { $0 + WebSocketFrame.encode(.text, $1).count }
        for text in texts.dropFirst(44) {
            let found = event(in: read[...], at: &position, memo)
            #expect(try found == ServerMessage.decode(text))
        }
        #expect(position == read.count)
        #expect(event(in: read[...], at: &position, memo) == nil)
    }

    @Test func `are not taken for known while they are incomplete`() throws {
        let memo = ServerMessageMemo()
        let text = event(1, #"{"n":1}"#)
        _ = try memo.decode(text)
        let frame = WebSocketFrame.encode(.text, text)
        for count in 0..<frame.count {
            var position = 0
            #expect(event(in: frame[..<count], at: &position, memo) == nil)
            #expect(position == 0)
        }
    }
}
