import LiveClient
import LiveProtocol
import Testing

@Suite struct `Messages that many clients get` {
    private func event(_ seq: Int64, _ text: String) -> [UInt8] {
        ServerMessage.event(
            EventFrame(topic: "ops", cursor: cursor(seq), prev: nil, event: Array(text.utf8))
        ).encoded()
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
}
