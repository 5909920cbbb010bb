import Credentials
import Testing

@Suite struct GateTests {
    @Test func `lets as many through as it has places`() async {
        let gate = Gate(width: 2, queue: 0)
        #expect(await gate.enter())
        #expect(await gate.enter())
        #expect(await !gate.enter())
        gate.leave()
        #expect(await gate.enter())
    }

    @Test func `gives a place to the one who waits`() async {
        let gate = Gate(width: 1, queue: 1)
        #expect(await gate.enter())
        let waiter = Task { await gate.enter() }
        while gate.waiting == 0 { await Task.yield() }
        #expect(await !gate.enter(), "one waits already")
        gate.leave()
        #expect(await waiter.value)
        #expect(gate.waiting == 0)
    }

    @Test func `is free again when all have left`() async {
        let gate = Gate(width: 1, queue: 100)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    #expect(await gate.enter())
                    gate.leave()
                }
            }
        }
        #expect(await gate.enter())
        #expect(gate.waiting == 0)
    }
}
