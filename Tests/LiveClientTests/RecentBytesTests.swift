import LiveClient
import Testing

@Suite struct `Recent bytes` {
    private func text(_ number: Int) -> [UInt8] { Array("text \(number)".utf8) }

    @Test func `are found in any order, as long as they are kept`() {
        var recent = RecentBytes(capacity: 8)
        let slots = (0..<8).map { recent.keep(text($0)) }
        #expect(Set(slots) == Set(0..<8))
        for number in [3, 4, 5, 3, 7, 0, 0, 6, 1, 2] {
            #expect(recent.slot(of: text(number)) == slots[number])
        }
        #expect(recent.slot(of: text(8)) == nil)
    }

    @Test func `make room, the oldest first`() {
        var recent = RecentBytes(capacity: 3)
        for number in 0..<4 { _ = recent.keep(text(number)) }
        #expect(recent.slot(of: text(0)) == nil)
        for number in 1..<4 { #expect(recent.slot(of: text(number)) != nil) }
    }

    @Test func `are all found, however their hashes end`() {
        var recent = RecentBytes(capacity: 64)
        for number in 0..<1_000 {
            let slot = recent.keep(text(number))
            #expect(recent.slot(of: text(number)) == slot)
            let kept = max(0, number - 63)...number
            #expect(kept.reversed().allSatisfy { recent.slot(of: text($0)) != nil })
            #expect(recent.slot(of: text(number - 64)) == nil)
        }
    }

    @Test func `are told from what they only begin`() {
        var recent = RecentBytes(capacity: 3)
        let short = recent.keep(Array("abc".utf8))
        #expect(recent.slot(of: Array("abcd".utf8)) == nil)
        #expect(recent.slot(of: Array("ab".utf8)) == nil)
        let more = Array("xxabcd".utf8)
        let found = (0...more.count).map { recent.slot(in: more.span, at: $0, count: 3) }
        #expect(found == [nil, nil, short, nil, nil, nil, nil])
        #expect(recent.slot(of: []) == nil)
    }

    @Test func `are told apart where they differ in the middle`() {
        var recent = RecentBytes(capacity: 4)
        let long = [UInt8](repeating: 7, count: 300)
        let end = [UInt8](repeating: 8, count: 8)
        let slots = (0..<3).map { recent.keep(long + [$0] + end) }
        // All have one hash.
        for _ in 0..<2 {
            #expect(recent.slot(of: long + [2] + end) == slots[2])
            #expect(recent.slot(of: long + [0] + end) == slots[0])
            #expect(recent.slot(of: long + [1] + end) == slots[1])
        }
    }
}
