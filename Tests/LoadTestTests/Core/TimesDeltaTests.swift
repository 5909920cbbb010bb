import Histogram
import Testing

@testable import loadtest

@Suite struct `Times on their way to the coordinator` {
    private func histogram(_ times: [Duration]) -> Histogram<UInt64> {
        var histogram = Histogram<UInt64>.microseconds()
        for time in times { histogram.record(time) }
        return histogram
    }

    @Test func `arrive as they were, once`() {
        let times = [0, 1, 999, 1_500, 1_500, 2_000_000, 599_999_999].map {
            Duration.microseconds($0)
        }
        var sent = histogram(times)
        let delta = TimesDelta(taking: &sent)
        #expect(sent.totalCount == 0)
        #expect(TimesDelta(taking: &sent) == TimesDelta())
        var received = Histogram<UInt64>.microseconds()
        delta.record(in: &received)
        #expect(received.totalCount == 7)
        let expected = histogram(times)
        for percentile in [0, 25, 50, 75, 90, 100] as [Double] {
            // As values of their buckets, which are exact to three digits.
            let before = Double(expected.valueAtPercentile(percentile))
            let after = Double(received.valueAtPercentile(percentile))
            #expect(abs(after - before) <= before / 1_000)
        }
    }

    @Test func `of several processes are as if of one`() {
        var first = histogram([.microseconds(10), .milliseconds(3)])
        var second = histogram([.microseconds(10), .seconds(1)])
        var sum = TimesDelta(taking: &first)
        sum.add(TimesDelta(taking: &second))
        var received = Histogram<UInt64>.microseconds()
        sum.record(in: &received)
        #expect(received.totalCount == 4)
        #expect(received.countForValue(10) == 2)
        #expect(received.valueAtPercentile(75) < 3_010)
    }

    @Test func `a time before it began counts as none, one beyond the limit as the limit`() {
        let odd = histogram([.seconds(-3), .seconds(86_400)])
        #expect(odd.totalCount == 2)
        #expect(odd.min == 0)
        #expect(odd.valueAtPercentile(100) >= 600_000_000)
        #expect(Duration.microseconds(-1).microseconds == 0)
        #expect((Duration.seconds(2) + .nanoseconds(1_999)).microseconds == 2_000_001)
    }
}
