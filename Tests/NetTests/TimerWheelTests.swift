import Testing

@testable import Net

@Suite struct TimerWheelTests {
    /// A wheel beside a plain list of what must fire when, on a clock of its own.
    private struct Model {
        var wheel = TimerWheel(now: MonotonicTime(nanoseconds: 5_000_000_000))
        var now = MonotonicTime(nanoseconds: 5_000_000_000)
        var pending: [(timer: Timer, deadline: MonotonicTime, tick: UInt64)] = []

        mutating func insert(_ delay: Duration) {
            let deadline = now + delay
            // What is due now goes into the next tick, after what waits there.
            let tick = max(
                (deadline.nanoseconds + 1_999_999) / 2_000_000, now.nanoseconds / 2_000_000 + 1)
            pending.append((wheel.insert(at: deadline) {}, deadline, tick))
        }

        mutating func cancel(_ index: Int) {
            let timer = pending.remove(at: index).timer
            #expect(wheel.remove(timer) != nil)
            #expect(wheel.remove(timer) == nil)
        }

        mutating func advance(_ step: Duration) {
            now = now + step
            var due: [Timer] = []
            wheel.advance(to: now, due: &due)
            let fired = due.compactMap { timer in pending.first { $0.timer == timer } }
            #expect(fired.count == due.count)
            #expect(fired.allSatisfy { $0.deadline <= now })
            #expect(fired.map(\.tick) == fired.map(\.tick).sorted())
            for timer in due { _ = wheel.remove(timer) }
            pending.removeAll { due.contains($0.timer) }
            #expect(pending.allSatisfy { $0.tick > now.nanoseconds / 2_000_000 })
            #expect(wheel.count == pending.count)
        }
    }

    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    @Test(arguments: 1...20)
    func `fires every timer once, in order, neither early nor late`(seed: UInt64) {
        var generator = Generator(state: seed)
        var model = Model()
        for _ in 0..<600 {
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<5:
                let scale = Int.random(in: 0...8, using: &generator)
                let limit = (0..<scale).reduce(1) { value, _ in value * 10 }
                model.insert(.milliseconds(Int.random(in: 0...limit, using: &generator)))
            case 5 where !model.pending.isEmpty:
                model.cancel(Int.random(in: 0..<model.pending.count, using: &generator))
            default:
                let limit = [3, 600, 140_000, 40_000_000].randomElement(using: &generator) ?? 1
                model.advance(.milliseconds(Int.random(in: 0...limit, using: &generator)))
            }
        }
        model.advance(.seconds(200_000))
        #expect(model.pending.isEmpty)
    }

    @Test func `wakes for a far timer only when its slot comes near`() {
        var wheel = TimerWheel(now: MonotonicTime(nanoseconds: 0))
        let deadline = MonotonicTime(nanoseconds: 25_000_000_000)
        _ = wheel.insert(at: deadline) {}
        var wakes = 0
        var due: [Timer] = []
        while due.isEmpty, let next = wheel.nextDeadline {
            wheel.advance(to: next, due: &due)
            wakes += 1
        }
        #expect(wakes == 2)
        #expect(wheel.nextDeadline == nil || due.count == 1)
    }

    @Test func `the latest representable deadline is accepted`() {
        var wheel = TimerWheel(now: .now)
        let timer = wheel.insert(at: .now + .seconds(Int64.max)) {}
        var due: [Timer] = []
        wheel.advance(to: .now + .seconds(1_000_000), due: &due)
        #expect(due.isEmpty)
        #expect(wheel.remove(timer) != nil)
    }
}
