import Net
import Testing

@testable import FlightHub

/// Waiting for something that happens once, or never.
struct SignalTests {
    @Test func `whoever waits is let go when it happens`() async throws {
        let loop = try EventLoop(name: "signal")
        loop.start()
        defer { loop.stop() }
        let signal = Signal()
        async let waiting = signal.wait(atMost: .seconds(3_600), on: loop)
        signal.send()
        #expect(await waiting)
        #expect(await signal.wait(atMost: .seconds(3_600), on: loop))
    }

    @Test func `nobody waits for ever for what does not happen`() async throws {
        let loop = try EventLoop(name: "signal")
        loop.start()
        defer { loop.stop() }
        for limit in [Duration.zero, .milliseconds(1)] {
            #expect(await !Signal().wait(atMost: limit, on: loop))
        }
    }
}
