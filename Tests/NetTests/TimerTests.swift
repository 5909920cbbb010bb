import Net
import Testing

@Suite struct TimerTests {
    @Test func `timers fire in the order of their deadlines`() async throws {
        let log = try await withLoop { loop in
            let resident = Resident(on: loop)
            await withCheckedContinuation { continuation in
                loop.execute {
                    loop.after(.milliseconds(30)) { continuation.resume() }
                    loop.after(.milliseconds(12)) { resident.note("second") }
                    loop.after(.zero) { resident.note("first") }
                    loop.after(.milliseconds(20)) { resident.note("third") }
                }
            }
            return await resident.log
        }
        #expect(log == ["first true", "second true", "third true"])
    }

    @Test func `a callback may cancel a timer that is due in the same turn`() async throws {
        let log = try await withLoop { loop in
            let resident = Resident(on: loop)
            await withCheckedContinuation { continuation in
                loop.execute {
                    var second: Timer?
                    loop.after(.milliseconds(4)) {
                        resident.note("first")
                        if let second { loop.cancel(second) }
                    }
                    second = loop.after(.milliseconds(4)) { resident.note("second") }
                    loop.after(.milliseconds(8)) { continuation.resume() }
                }
            }
            return await resident.log
        }
        #expect(log == ["first true"])
    }

    @Test func `cancelling twice does not touch the timer that reuses the slot`() async throws {
        let fired = try await withLoop { loop in
            await withCheckedContinuation { continuation in
                loop.execute {
                    let first = loop.after(.seconds(60)) { continuation.resume(returning: false) }
                    loop.cancel(first)
                    loop.after(.milliseconds(1)) { continuation.resume(returning: true) }
                    loop.cancel(first)
                }
            }
        }
        #expect(fired)
    }

    @Test func `a cancelled sleep ends at once with CancellationError`() async throws {
        try await withLoop { loop in
            let task = Task(executorPreference: loop) { try await loop.sleep(for: .seconds(3600)) }
            await loop.run {}
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test func `a sleep of a task that is cancelled already does not begin`() async throws {
        try await withLoop { loop in
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                try await loop.sleep(for: .seconds(3600))
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test func `stopping the loop ends its sleeps`() async throws {
        let loop = try EventLoop(name: "test")
        loop.start()
        let tasks = (0..<3).map { _ in
            Task { try await loop.sleep(for: .seconds(3600)) }
        }
        for task in tasks {
            loop.stop()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        loop.join()
    }
}
