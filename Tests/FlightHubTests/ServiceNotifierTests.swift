import Glibc
import Net
import Testing

@testable import FlightHub

/// systemd's side of a NOTIFY_SOCKET, read on a loop of its own: who waits for a message holds up no
/// thread that others need.
private final class Manager {
    let path: String
    private let descriptor: FileDescriptor
    private let loop: EventLoop
    private let messages: AsyncStream<String>

    init() throws {
        path = "/tmp/flighthub-notify-\(UInt64.random(in: 0 ... .max))"
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue)
        descriptor = FileDescriptor(owning: socket(AF_UNIX, kind, 0))
        let number = descriptor.number
        let loop = try EventLoop(name: "systemd")
        self.loop = loop
        let (messages, told) = AsyncStream.makeStream(of: String.self)
        self.messages = messages
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        loop.start()
        loop.execute {
            _ = loop.watch(number, .read) { _ in
                var bytes = [UInt8](repeating: 0, count: 512)
                let count = recv(number, &bytes, bytes.count, 0)
                if count >= 0 { told.yield(String(decoding: bytes.prefix(count), as: UTF8.self)) }
            }
        }
        try #require(result == 0)
    }

    deinit {
        loop.stop()
        loop.join()
        unlink(path)
    }

    /// The next message.
    func message() async -> String? {
        for await message in messages { return message }
        return nil
    }
}

@Suite struct ServiceNotifierTests {
    private func notifier(_ variables: [String: String]) -> ServiceNotifier {
        ServiceNotifier(Environment { variables[$0] }, pid: 42)
    }

    @Test func `systemd is told how the service is`() async throws {
        let manager = try Manager()
        let notifier = notifier(["NOTIFY_SOCKET": manager.path])
        notifier.send(.ready)
        #expect(await manager.message() == "READY=1")
        notifier.send(.stopping)
        #expect(await manager.message() == "STOPPING=1")
    }

    @Test func `nobody is told where nobody asks, or listens`() {
        notifier([:]).send(.ready)
        notifier(["NOTIFY_SOCKET": ""]).send(.ready)
        notifier(["NOTIFY_SOCKET": "/nowhere/at/all"]).send(.ready)
        notifier(["NOTIFY_SOCKET": "@flighthub-nobody"]).send(.ready)
    }

    @Test func `the watchdog's interval is read when it is for this process`() {
        let interval = ["WATCHDOG_USEC": "3000000"]
        #expect(notifier(interval).watchdogInterval == .seconds(3))
        #expect(notifier(interval.merging(["WATCHDOG_PID": "42"]) { $1 }).watchdogInterval != nil)
        #expect(notifier(interval.merging(["WATCHDOG_PID": "43"]) { $1 }).watchdogInterval == nil)
        #expect(notifier(["WATCHDOG_USEC": "0"]).watchdogInterval == nil)
        #expect(notifier([:]).watchdogInterval == nil)
    }

    @Test func `systemd hears again and again that every loop turns`() async throws {
        let manager = try Manager()
        let loops = try (0..<2).map { try EventLoop(name: "watch-\($0)") }
        for loop in loops { loop.start() }
        let notifier = notifier([
            "NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "20000",
        ])
        let watch = Task { await notifier.keepWatch(over: loops) }
        for _ in 0..<3 { #expect(await manager.message() == "WATCHDOG=1") }
        watch.cancel()
        await watch.value
        for loop in loops { loop.stop() }
        for loop in loops { loop.join() }
    }
}
