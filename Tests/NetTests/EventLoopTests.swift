import Foundation
import Net
import Testing

@Suite struct EventLoopTests {
    @Test func `runs closures of another thread in their order`() async throws {
        let seen = try await withLoop { loop in
            let resident = Resident(on: loop)
            for number in 0..<1000 {
                loop.execute { resident.note("\(number)") }
            }
            return await resident.log
        }
        #expect(seen == (0..<1000).map { "\($0) true" })
    }

    @Test func `an actor on a loop runs on its thread`() async throws {
        let (inside, outside) = try await withLoop { loop in
            (await Resident(on: loop).isOnLoop, loop.isCurrent)
        }
        #expect(inside)
        #expect(!outside)
    }

    @Test func `an immediate task stays on the loop's thread`() async throws {
        let order = try await withLoop { loop in
            let resident = Resident(on: loop)
            let task = await loop.run {
                resident.note("before")
                let task = Task.immediate(executorPreference: loop) {
                    resident.note("inside")
                    try await loop.sleep(for: .milliseconds(1))
                    resident.note("resumed")
                }
                resident.note("after")
                return task
            }
            try await task.value
            return await resident.log
        }
        #expect(order == ["before true", "inside true", "after true", "resumed true"])
    }

    @Test func `a watched descriptor tells that it can be read`() async throws {
        let text = try await withLoop { loop in
            let (near, far) = try Socket.pair()
            defer {
                FileDescriptor(owning: near).close()
                FileDescriptor(owning: far).close()
            }
            return await withCheckedContinuation { continuation in
                loop.execute {
                    var watch: Watch?
                    watch = loop.watch(near, .read) { readiness in
                        var text = "\(readiness.rawValue): "
                        _ = loop.read(near) { bytes in
                            for index in bytes.indices {
                                text.unicodeScalars.append(Unicode.Scalar(bytes[index]))
                            }
                        }
                        if let watch { loop.unwatch(watch) }
                        continuation.resume(returning: text)
                    }
                    _ = Socket.write(far, Array("hello".utf8))
                }
            }
        }
        #expect(text == "1: hello")
    }

    @Test func `a timer fires on the loop and not before its time`() async throws {
        let late = try await withLoop { loop in
            await withCheckedContinuation { continuation in
                loop.execute {
                    let start = MonotonicTime.now
                    loop.after(.milliseconds(20)) {
                        continuation.resume(returning: MonotonicTime.now - start)
                    }
                }
            }
        }
        #expect(late >= .milliseconds(20))
    }

    /// Pieces of this process's memory; a thread's stack and the guard below it are two.
    private func mappings() throws -> Int {
        let file = try #require(FileHandle(forReadingAtPath: "/proc/self/maps"))
        return try file.readToEnd()?.count { $0 == UInt8(ascii: "\n") } ?? 0
    }

    private func threads(named name: String) throws -> Int {
        let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
        return threads.count {
            // One that has just ended has no name.
            let text = try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)
            return text == name + "\n"
        }
    }

    @Test func `a loop that nobody joins leaves no stack behind`() async throws {
        let before = try mappings()
        for _ in 0..<100 {
            let loop = try EventLoop(name: "unjoined")
            loop.start()
            loop.stop()
        }
        while try threads(named: "unjoined") > 0 { await Task.yield() }
        let grown = try mappings() - before
        #expect(grown < 100)
    }
}
