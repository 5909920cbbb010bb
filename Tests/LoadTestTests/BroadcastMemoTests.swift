import Events
import Testing

@testable import loadtest

@Suite struct `Broadcast messages` {
    private let message = BroadcastMessage(
        seq: 7, at: Timestamp(microseconds: 1_700_000_000_000_001))

    @Test func `are JSON of the size that is asked for`() {
        let text = #"{"seq":7,"at":1700000000000001,"pad":"xxx"}"#
        #expect(String(decoding: message.encoded(size: text.utf8.count), as: UTF8.self) == text)
        #expect(message.encoded().count == 200)
        #expect(message.encoded(size: 100_000).count == 100_000)
    }

    @Test func `are as long as they must be when the size is too small`() {
        let text = #"{"seq":7,"at":1700000000000001,"pad":""}"#
        #expect(String(decoding: message.encoded(size: 1), as: UTF8.self) == text)
    }

    @Test(arguments: [0, 40, 200, 5_000])
    func `come back as they were`(size: Int) {
        #expect(BroadcastMessage(parsing: message.encoded(size: size)) == message)
    }

    @Test(arguments: ["", "hello", "{}", #"{"seq":7}"#, #"{"seq":"7","at":1,"pad":""}"#, "[7]"])
    func `are nothing else`(text: String) {
        #expect(BroadcastMessage(parsing: Array(text.utf8)) == nil)
    }
}

@Suite struct `Broadcast memo` {
    private func text(_ seq: Int) -> [UInt8] {
        BroadcastMessage(seq: Int64(seq), at: Timestamp(microseconds: 5)).encoded()
    }

    @Test func `reads once what a thousand clients get`() {
        var memo = BroadcastMemo()
        for seq in 0..<10 {
            for _ in 0..<1_000 { #expect(memo.message(in: text(seq))?.seq == Int64(seq)) }
        }
        #expect(memo.readCount == 10)
    }

    @Test func `reads once what each client gets several of at a time`() {
        var memo = BroadcastMemo()
        for _ in 0..<100 {
            for seq in 0..<60 { #expect(memo.message(in: text(seq))?.seq == Int64(seq)) }
        }
        #expect(memo.readCount == 60)
    }

    @Test func `keeps the last 64 and reads older ones again`() {
        var memo = BroadcastMemo()
        for seq in 0..<100 { _ = memo.message(in: text(seq)) }
        for seq in (36..<100).reversed() { #expect(memo.message(in: text(seq))?.seq == Int64(seq)) }
        #expect(memo.readCount == 100)
        #expect(memo.message(in: text(35))?.seq == 35)
        #expect(memo.readCount == 101)
        #expect(memo.message(in: text(36))?.seq == 36)
        #expect(memo.readCount == 102)
    }

    @Test func `tells texts of the same length apart, and remembers what is none of ours`() {
        var memo = BroadcastMemo()
        for _ in 0..<2 {
            #expect(memo.message(in: Array("none".utf8)) == nil)
            #expect(memo.message(in: Array("nono".utf8)) == nil)
            #expect(memo.message(in: []) == nil)
        }
        #expect(memo.readCount == 3)
    }

    @Test func `does not look at texts that come together again`() {
        var memo = BroadcastMemo()
        let texts = (0..<3).map { text($0) }
        for _ in 0..<100 { #expect(memo.messages(in: texts).map(\.?.seq) == [0, 1, 2]) }
        #expect(memo.readCount == 3)
        // Others in their place are read, though they are as many.
        #expect(memo.messages(in: (4..<7).map { text($0) }).map(\.?.seq) == [4, 5, 6])
        #expect(memo.messages(in: [Array("none".utf8)]) == [nil])
    }
}
