import Hub
import Net
import Testing

@testable import Gateway

@Suite struct HandshakeQueueTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000)

    private func id(_ slot: Int32) -> ConnectionID { ConnectionID(slot: slot, generation: 0) }

    /// A queue of two places that the first two of `count` have taken.
    private func queue(of count: Int32) -> HandshakeQueue {
        var queue = HandshakeQueue(limit: 2, patience: .seconds(1))
        for slot in 0..<count {
            let hasPlace = queue.enter(id(slot), now: start + .milliseconds(slot))
            #expect(hasPlace == (slot < 2))
        }
        return queue
    }

    @Test func `as many are under way as there are places, and go on step by step`() {
        var queue = queue(of: 2)
        #expect((queue.enter(id(0), now: start)) == true)
        #expect(queue.count == 2)
        #expect((queue.next(now: start)) == nil)
    }

    @Test func `places that become free go to those who wait, in their order`() {
        var queue = queue(of: 5)
        #expect((queue.next(now: start)) == nil)
        queue.leave(id(1))
        #expect((queue.next(now: start)) == id(2))
        #expect((queue.next(now: start)) == nil)
        #expect((queue.enter(id(2), now: start)) == true)
        queue.leave(id(0))
        queue.leave(id(2))
        #expect((queue.next(now: start)) == id(3))
        #expect((queue.next(now: start)) == id(4))
        #expect((queue.next(now: start)) == nil)
        queue.leave(id(3))
        queue.leave(id(4))
        #expect(queue.count == 0)
    }

    @Test func `who has no place gives none up, and who waits may go`() {
        var queue = queue(of: 5)
        queue.leave(id(2))
        queue.leave(id(7))
        #expect(queue.count == 2)
        queue.leave(id(0))
        #expect((queue.next(now: start)) == id(3))
        queue.leave(id(4))
        queue.leave(id(1))
        #expect((queue.next(now: start)) == nil)
        #expect(queue.overdue(now: start + .seconds(60)).isEmpty)
    }

    @Test func `who takes too long must go only while somebody waits`() {
        let late = start + .seconds(1)
        #expect(queue(of: 2).overdue(now: late + .seconds(60)).isEmpty)
        var queue = queue(of: 3)
        #expect(queue.overdue(now: start + .milliseconds(999)).isEmpty)
        #expect(queue.overdue(now: late) == [id(0)])
        #expect(Set(queue.overdue(now: late + .milliseconds(1))) == [id(0), id(1)])
        queue.leave(id(0))
        #expect((queue.next(now: late)) == id(2))
        #expect(queue.overdue(now: late + .seconds(60)).isEmpty)
    }
}
