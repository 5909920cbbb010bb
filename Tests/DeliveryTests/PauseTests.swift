import Dispatch
import Net
import Testing

@testable import Delivery

@Suite struct PauseTests {
    @Test func `a wake that comes while somebody is about to wait is kept`() async throws {
        let loop = try EventLoop(name: "pause")
        loop.start()
        defer { loop.stop() }
        let pause = Pause(on: loop)
        let turn = DispatchSemaphore(value: 0)
        loop.execute { turn.wait() }
        // Both are taken in one turn: the wait first, without a preference for the loop.
        let waiting = Task.immediate { await pause.wait(.seconds(86_400)) }
        loop.execute { pause.assumeIsolated { $0.wake() } }
        turn.signal()
        await waiting.value
    }

    @Test func `a wake is kept for the next wait, and for one only`() async throws {
        let loop = try EventLoop(name: "pause")
        loop.start()
        defer { loop.stop() }
        let pause = Pause(on: loop)
        await pause.wake()
        await pause.wait(.seconds(86_400))
        let start = MonotonicTime.now
        await pause.wait(.milliseconds(5))
        #expect(MonotonicTime.now - start >= .milliseconds(5))
    }
}
