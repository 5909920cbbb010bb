import Net
import Testing

@testable import loadtest

@Suite struct `The schedule of an open loop` {
    private let schedule = Schedule(start: MonotonicTime(nanoseconds: 1_000), rate: 400)

    @Test func `is even, whatever became of those before`() {
        #expect(schedule.due(0) == schedule.start)
        #expect(schedule.due(1) - schedule.start == .microseconds(2_500))
        #expect(schedule.due(400_000) - schedule.start == .seconds(1_000))
    }

    @Test func `latency counts from when a request was due, but for the timer's grain`() {
        let due = schedule.due(10)
        for late in [0, 1, 2].map({ Duration.milliseconds($0) }) {
            #expect(schedule.counting(from: due, at: due + late) == due + late)
        }
        let late = due + .milliseconds(2) + .nanoseconds(1)
        #expect(schedule.counting(from: due, at: late) == due)
    }
}
