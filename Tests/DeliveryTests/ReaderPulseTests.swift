import Delivery
import Net
import Testing

/// Whoever hears nothing of the log reader has to know that its loop stands still.
struct ReaderPulseTests {
    @Test func `a reader that finds nothing says again and again that it runs`() async throws {
        let loop = try EventLoop(name: "delivery")
        loop.start()
        defer {
            loop.stop()
            loop.join()
        }
        let (beats, beat) = AsyncStream<Void>.makeStream()
        let log = MemoryLog(on: loop)
        let reader = LogReaderDriver(on: loop, history: MemoryHistory(), log: log) { notices in
            if notices.isEmpty { beat.yield() }
        }
        let run = Task(executorPreference: loop) { await reader.run() }
        var count = 0
        for await _ in beats {
            count += 1
            if count == 2 { break }
        }
        #expect(count == 2)
        await reader.stop()
        await log.reconnect()
        await run.value
    }
}
