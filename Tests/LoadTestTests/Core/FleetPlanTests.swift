import Net
import Testing

@testable import loadtest

@Suite struct `The plan of a fleet` {
    private func plan(clients: Int, topics: Int = 7, perClient: Int = 3) -> FleetPlan {
        var plan = FleetPlan(url: "http://127.0.0.1:1", clients: clients, connectRate: 100)
        plan.topics = (0..<topics).map { "ops:\($0)" }
        plan.perClient = perClient
        plan.firstClient = 40
        plan.spreadsAddresses = true
        plan.slow = FleetPlan.Slow(each: 4, bytesPerSecond: 1)
        return plan
    }

    private func token(of client: Int, in plan: FleetPlan) -> String? {
        plan.tokenIndex(of: client).map { plan.tokens[$0] }
    }

    /// What makes a client who it is, by its number.
    private func client(_ number: Int, of plan: FleetPlan) -> String {
        "\(number) \(plan.topicIndices(of: number)) \(plan.source(of: number)?.host ?? "-") "
            + "\(plan.isSlow(number))"
    }

    @Test(arguments: [1, 2, 3, 5, 64], [1, 2, 10, 63, 1_000])
    func `its parts have every client once, whatever their number`(parts: Int, clients: Int) {
        let whole = plan(clients: clients)
        let expected = (40..<40 + clients).map { client($0, of: whole) }
        let found = (0..<parts).flatMap { index -> [String] in
            let part = whole.part(index, of: parts)
            return (0..<part.clients).map { client(part.firstClient + $0, of: part) }
        }
        #expect(found == expected)
        let rate = (0..<parts).reduce(0.0) { $0 + whole.part($1, of: parts).connectRate }
        #expect(abs(rate - 100) < 1e-6)
    }

    @Test func `topics have as many subscribers as can be, each client no topic twice`() {
        let plan = plan(clients: 70)
        var subscribers = [Int](repeating: 0, count: 7)
        for number in 40..<110 {
            let indices = plan.topicIndices(of: number)
            #expect(Set(indices).count == 3)
            for index in indices { subscribers[index] += 1 }
        }
        #expect(subscribers == Array(repeating: 30, count: 7))
        #expect(self.plan(clients: 1, topics: 2, perClient: 5).topicIndices(of: 3).count == 2)
        #expect(self.plan(clients: 1, topics: 0).topicIndices(of: 3).isEmpty)
    }

    @Test func `addresses are each client's own, and leave the low ones to servers`() {
        let plan = plan(clients: 1)
        #expect(plan.source(of: 0)?.host == "127.0.1.0")
        #expect(plan.source(of: 255)?.host == "127.0.1.255")
        #expect(plan.source(of: 256)?.host == "127.0.2.0")
        #expect(plan.source(of: 100_000)?.host == "127.1.135.160")
        var plain = plan
        plain.spreadsAddresses = false
        #expect(plain.source(of: 0) == nil)
    }

    @Test func `at most so many clients carry a token as share a user`() {
        for first in [0, 10, 19, 40] {
            for count in [1, 18, 19, 20, 38, 39, 100] {
                var plan = plan(clients: count)
                plan.carry((0..<count).map { "user \($0 / 19)" })
                #expect(plan.tokens.count == (count + 18) / 19)
                let carried = (first..<first + count).compactMap { token(of: $0, in: plan) }
                let users = Dictionary(grouping: carried, by: { $0 }).mapValues(\.count)
                #expect(carried.count == count)
                #expect(users.values.allSatisfy { $0 <= 19 })
            }
        }
    }

    @Test func `given tokens are carried in turn, one token by everybody, none by nobody`() {
        var plan = plan(clients: 5)
        plan.carry(["a", "b", "c", "a", "b"])
        #expect((0..<5).map { token(of: $0, in: plan) } == ["a", "b", "c", "a", "b"])
        plan.carry(["a", "a", "a"])
        #expect((7..<10).map { token(of: $0, in: plan) } == ["a", "a", "a"])
        plan.carry([])
        #expect(token(of: 0, in: plan) == nil)
    }

    @Test func `clients are due evenly`() {
        let start = MonotonicTime(nanoseconds: 5)
        let plan = plan(clients: 10)
        #expect(plan.due(0, from: start) == start)
        #expect(plan.due(50, from: start) - start == .milliseconds(500))
    }
}
