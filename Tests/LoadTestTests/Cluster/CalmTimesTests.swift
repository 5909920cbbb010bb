import Events
import Testing

@testable import loadtest

/// What counts as committed while nothing was broken.
struct CalmTimesTests {
    /// A second of the wall clock, in microseconds since 1970.
    private func second(_ seconds: Double) -> Timestamp {
        Timestamp(microseconds: 1_800_000_000_000_000 + Int64(seconds * 1_000_000))
    }

    /// Frames of events that were committed at a second and took so many milliseconds.
    private func frames(_ frames: (committed: Double, milliseconds: Int64)...) -> CommitTimes {
        var times = CommitTimes()
        for frame in frames {
            let committed = second(frame.committed).microseconds
            times.record(from: committed, to: committed + frame.milliseconds * 1_000)
        }
        return times
    }

    @Test func `what was committed while something was broken does not count`() {
        var times = CalmTimes()
        times.add(frames((0.5, 1)))
        times.begin(at: second(1))
        times.add(frames((0.9, 2), (1.5, 4)))
        times.end(at: second(3))
        times.add(frames((0.8, 8), (3.1, 16)))
        #expect(times.latency?.count == 1)
        #expect((3_990...4_010).contains(times.latency?.max ?? 0))
    }

    @Test func `what was committed in calm counts, however late it came and was told`() {
        var times = CalmTimes()
        times.begin(at: second(1))
        times.end(at: second(3))
        times.begin(at: second(5))
        times.add(frames((1, 1), (2.4, 4_000), (4, 7), (5, 2)))
        #expect(times.latency?.count == 2)
        #expect((3_990_000...4_010_000).contains(times.latency?.max ?? 0))
        times.end(at: second(7))
        times.add(frames((2, 3)))
        #expect(times.latency?.count == 4)
    }

    @Test func `what was committed right before a fault may have been held up by it`() {
        var times = CalmTimes()
        times.begin(at: second(1))
        times.add(frames((2.4, 1), (2.6, 2_000)))
        #expect(times.latency == nil)
        times.end(at: second(3))
        times.add(frames((2.7, 1)))
        #expect(times.latency?.count == 1)
    }

    @Test func `a calm that is too short has nothing to tell`() {
        var times = CalmTimes()
        times.begin(at: second(1))
        times.add(frames((1.1, 1)))
        times.end(at: second(1.3))
        #expect(times.latency == nil)
    }
}
