import Glibc
import Net
import Synchronization
import Testing

@Suite struct TurnTests {
    @Test func `end-of-turn callbacks run after every job, and once`() async throws {
        let log = try await withLoop { loop in
            let resident = Resident(on: loop)
            await loop.run {
                loop.atEndOfTurn {
                    resident.note("hook")
                    loop.atEndOfTurn { resident.note("hook of the hook") }
                    loop.execute { resident.note("next turn") }
                }
                for number in 0..<3 {
                    loop.execute {
                        resident.note("job \(number)")
                        if number == 2 { loop.execute { resident.note("job of the job") } }
                    }
                }
            }
            await loop.endOfTurn()
            return await resident.log
        }
        #expect(
            log.map { $0.replacing(" true", with: "") } == [
                "job 0", "job 1", "job 2", "job of the job", "hook", "hook of the hook",
                "next turn",
            ])
    }

    private final class Occupation: Sendable {
        let isOver = Atomic(false)
    }

    @Test func `how long a turn lasts is seen before it is over`() async throws {
        try await withLoop { loop in
            let turn = Occupation()
            loop.execute { while !turn.isOver.load(ordering: .relaxed) { sched_yield() } }
            while loop.turnLength < .milliseconds(5) { await Task.yield() }
            #expect(loop.longestRecentTurn >= .milliseconds(5))
            turn.isOver.store(true, ordering: .relaxed)
            while loop.turnLength > .zero { await Task.yield() }
        }
    }

    @Test func `the next turn begins with the descriptors, and waits for no timer`() async throws {
        let (first, second) = try Socket.pair()
        let near = FileDescriptor(owning: first)
        let far = FileDescriptor(owning: second)
        let log = try await withLoop { loop in
            let resident = Resident(on: loop)
            await loop.run {
                var watch: Watch?
                watch = loop.watch(first, .read) { _ in
                    resident.note("descriptor")
                    if let watch { loop.unwatch(watch) }
                }
                loop.atEndOfTurn {
                    resident.note("hook")
                    _ = Socket.write(second, [1])
                }
                loop.inNextTurn { resident.note("next turn") }
                loop.execute { resident.note("job") }
            }
            await loop.endOfTurn()
            return await resident.log
        }
        _ = (near.number, far.number)
        #expect(
            log.map { $0.replacing(" true", with: "") } == [
                "job", "hook", "descriptor", "next turn",
            ])
    }

    @Test func `jobs that beget jobs do not starve descriptors and timers`() async throws {
        try await withLoop { loop in
            await withCheckedContinuation { continuation in
                loop.execute {
                    let spinning = Spinner(loop)
                    spinning.spin()
                    loop.after(.milliseconds(4)) {
                        spinning.isOn.store(false, ordering: .relaxed)
                        continuation.resume()
                    }
                }
            }
        }
    }

    private final class Spinner: Sendable {
        let isOn = Atomic(true)
        let loop: EventLoop

        init(_ loop: EventLoop) {
            self.loop = loop
        }

        func spin() {
            loop.execute { [self] in if isOn.load(ordering: .relaxed) { spin() } }
        }
    }

    private final class Counter: Sendable {
        let value = Atomic(0)
    }

    @Test func `all work of many threads is run before the loop ends`() async throws {
        let counter = Counter()
        let loop = try EventLoop(name: "test")
        loop.start()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<5_000 { loop.execute { counter.value.add(1, ordering: .relaxed) } }
                }
            }
        }
        loop.stop()
        loop.join()
        #expect(counter.value.load(ordering: .relaxed) == 40_000)
    }

    @Test func `the longest turn is told, again and again`() async throws {
        let (first, second) = try await withLoop { loop in
            await loop.run {
                let end = MonotonicTime.now + .milliseconds(50)
                while MonotonicTime.now < end {}
            }
            await loop.endOfTurn()
            let first = loop.longestRecentTurn
            await loop.endOfTurn()
            return (first, loop.longestRecentTurn)
        }
        #expect(first >= .milliseconds(50))
        #expect(second >= first)
    }

    @Test func `what is confined to the loop traps elsewhere`() async {
        await #expect(processExitsWith: .failure) {
            let loop = try EventLoop(name: "test")
            loop.start()
            _ = loop.now
        }
        await #expect(processExitsWith: .failure) {
            let loop = try EventLoop(name: "test")
            loop.start()
            Resident(on: loop).note("from another thread")
        }
    }

    @Test func `a loop that ended leaves no descriptor behind`() async {
        await #expect(processExitsWith: .success) {
            func lowestFree() -> Int32 {
                let number = open("/dev/null", O_RDONLY)
                close(number)
                return number
            }
            let before = lowestFree()
            for _ in 0..<50 {
                let loop = try EventLoop(name: "test")
                loop.start()
                loop.execute {
                    loop.after(.seconds(60)) {}
                    if let pair = try? Socket.pair() {
                        _ = loop.watch(pair.first, .read) { _ in }
                        FileDescriptor(owning: pair.first).close()
                        FileDescriptor(owning: pair.second).close()
                    }
                }
                loop.stop()
                loop.join()
            }
            // The test library opens some of its own meanwhile; a leak would be one each loop.
            precondition(lowestFree() < before + 25)
        }
    }
}
