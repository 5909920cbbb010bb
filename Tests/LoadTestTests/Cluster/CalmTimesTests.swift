import Net
import Testing

@testable import loadtest

/// What counts as delivered while nothing was broken.
struct CalmTimesTests {
    private let start = MonotonicTime.now

    private func deliveries(_ microseconds: [UInt64]) -> TimesDelta {
        var times = TimesDelta()
        times.values = microseconds
        times.counts = microseconds.map { _ in 1 }
        return times
    }

    private func after(_ seconds: Int) -> MonotonicTime { start + .seconds(seconds) }

    @Test func `what is told while something is broken, and just after, does not count`() {
        var times = CalmTimes()
        times.add(deliveries([1_000]), at: after(1))
        times.begin()
        times.add(deliveries([2_000]), at: after(2))
        times.add(deliveries([3_000]), at: after(3))
        #expect(times.latency == nil)
        times.add(deliveries([4_000]), at: after(4))
        times.end()
        times.add(deliveries([5_000]), at: after(5))
        #expect(times.latency?.count == 1)
        #expect((3_990...4_010).contains(times.latency?.max ?? 0))
    }

    @Test func `what was committed before it was calm is the fault's`() {
        var times = CalmTimes()
        times.begin()
        times.add(deliveries([]), at: after(1))
        times.add(deliveries([]), at: after(2))
        times.add(deliveries([900_000, 1_500_000]), at: after(3))
        times.add(deliveries([1_900_000, 2_500_000]), at: after(4))
        #expect(times.latency?.count == 2)
        #expect((times.latency?.max ?? 0) < 2_000_000)
    }
}
