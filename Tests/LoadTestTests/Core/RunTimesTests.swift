import Histogram
import Testing

@testable import loadtest

@Suite struct RunTimesTests {
    private func tally(_ microseconds: UInt64) -> FleetTally {
        var histogram = Histogram<UInt64>.microseconds()
        histogram.record(microseconds)
        var tally = FleetTally()
        tally.deliveryTimes = TimesDelta(taking: &histogram)
        return tally
    }

    @Test func `deliveries of a phase are kept apart, and all of them together`() {
        var times = RunTimes()
        let alone = RunPhase(name: "alone", label: "nobody")
        let crowd = RunPhase(name: "pings", label: "pings")
        times.record(tally(10), in: alone)
        times.record(tally(20), in: nil)
        times.record(tally(30), in: crowd)
        times.record(tally(40), in: crowd)
        #expect(times.delivery.totalCount == 4)
        #expect(times.phases.map(\.phase) == [alone, crowd])
        #expect(times.phases.map(\.delivery.totalCount) == [1, 2])
        #expect(times.phases[1].delivery.max == 40)
    }
}
