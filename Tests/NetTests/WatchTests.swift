import Glibc
import Net
import Testing

@Suite struct WatchTests {
    @Test func `an event of a registration that ended in the same turn is dropped`() async throws {
        let calls = try await withLoop { loop in
            let pairs = try (0..<3).map { _ in try Socket.pair() }
            let calls = await withCheckedContinuation { continuation in
                loop.execute { watchOnce(loop, pairs) { continuation.resume(returning: $0) } }
            }
            for pair in pairs {
                FileDescriptor(owning: pair.first).close()
                FileDescriptor(owning: pair.second).close()
            }
            return calls
        }
        #expect(calls == ["ready"])
    }

    /// Two descriptors are ready in one turn; whoever comes first ends both and puts a third, quiet
    /// one into the slot of the other.
    private func watchOnce(
        _ loop: EventLoop, _ pairs: [(first: Int32, second: Int32)],
        then: @escaping ([String]) -> Void
    ) {
        var watches: [Watch] = []
        var calls: [String] = []
        for pair in pairs.prefix(2) {
            _ = Socket.write(pair.second, [1])
            watches.append(
                loop.watch(pair.first, .read) { _ in
                    calls.append("ready")
                    watches.forEach(loop.unwatch)
                    _ = loop.watch(pairs[2].first, .read) { _ in calls.append("stale") }
                })
        }
        loop.after(.milliseconds(10)) { then(calls) }
    }

    @Test func `interest decides what is reported`() async throws {
        let log = try await withLoop { loop in
            let (near, far) = try Socket.pair()
            let log = await withCheckedContinuation { continuation in
                loop.execute {
                    var log: [Readiness] = []
                    var watch: Watch?
                    watch = loop.watch(near, [.read, .write]) { readiness in
                        log.append(readiness)
                        guard let watch else { return }
                        switch log.count {
                        case 1:
                            loop.update(watch, .read)
                            _ = Socket.write(far, [1])
                        case 2:
                            // Closing would do too, were there no children with a copy of it.
                            shutdown(far, Int32(SHUT_RDWR))
                        default:
                            loop.unwatch(watch)
                            continuation.resume(returning: log)
                        }
                    }
                }
            }
            FileDescriptor(owning: near).close()
            FileDescriptor(owning: far).close()
            return log
        }
        #expect(log == [.write, .read, [.read, .hangup]])
    }

    @Test func `a handler gets its tag`() async throws {
        final class Handler: ReadinessHandler {
            var seen: [UInt64] = []
            var whenBoth: (([UInt64]) -> Void)?

            func ready(_ readiness: Readiness, tag: UInt64) {
                seen.append(tag)
                if seen.count == 2 { whenBoth?(seen.sorted()) }
            }
        }
        let tags = try await withLoop { loop in
            let pair = try Socket.pair()
            let tags = await withCheckedContinuation { continuation in
                loop.execute {
                    let handler = Handler()
                    let watches = [
                        loop.watch(pair.first, .write, handler: handler, tag: 7),
                        loop.watch(pair.second, .write, handler: handler, tag: 9),
                    ]
                    handler.whenBoth = {
                        watches.forEach(loop.unwatch)
                        continuation.resume(returning: $0)
                    }
                }
            }
            FileDescriptor(owning: pair.first).close()
            FileDescriptor(owning: pair.second).close()
            return tags
        }
        #expect(tags == [7, 9])
    }

    @Test func `a descriptor that cannot be watched is reported with an error`() async throws {
        let readiness = try await withLoop { loop in
            await withCheckedContinuation { continuation in
                loop.execute {
                    var watch: Watch?
                    watch = loop.watch(-1, .read) {
                        if let watch { loop.unwatch(watch) }
                        continuation.resume(returning: $0)
                    }
                }
            }
        }
        #expect(readiness == [.error, .read])
    }
}
