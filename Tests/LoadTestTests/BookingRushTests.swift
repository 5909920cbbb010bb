import Histogram
import Net
import Synchronization
import Testing

@testable import loadtest

@Suite struct `Booking rush` {
    /// A hundred journeys on a hub in memory.
    private func rush(
        on fault: FakeBookingHub.Fault, cancelled: Double = 0.2, seats: Int = 150,
        _ heard: @escaping @Sendable (SeatCommit) -> Void = { _ in }
    ) async throws -> RushOutcome {
        let loop = try EventLoop(name: "test")
        loop.start()
        defer {
            loop.stop()
            loop.join()
        }
        var plan = RushPlan()
        plan.flights = 1
        plan.rate = 10_000
        plan.seconds = 0.01
        plan.contested = 0.5
        plan.cancelled = cancelled
        let rush = BookingRush(
            plan, on: loop, hire: { BookingRush.Crew(agents: ["a", "b", "c"]) },
            connect: { _ in FakeBookingHub(fault, seats: seats) })
        return try await rush.run(heard)
    }

    @Test func `finds nothing at a hub that keeps its word`() async throws {
        let commits = Mutex<[SeatCommit]>([])
        let outcome = try await rush(on: .none) { commit in
            commits.withLock { $0.append(commit) }
        }
        #expect(outcome.verdict == SaleCheck.Verdict())
        #expect(outcome.failures.isEmpty)
        #expect(outcome.counts.begun == 100)
        #expect(outcome.counts.bookings + outcome.counts.givenUp == 100)
        #expect(outcome.counts.collisions > 0)
        #expect(outcome.counts.cancellations > 0)
        #expect(outcome.times.lock.all.totalCount == 100 + outcome.counts.collisions)
        let heard = commits.withLock { $0 }
        let counts = outcome.counts
        #expect(
            heard.count == 2 * counts.bookings + counts.payments + counts.cancellations)
        // The fake's seats begin with version 1, and each change makes the next.
        for (_, commits) in Dictionary(grouping: heard, by: \.seat) {
            #expect(commits.map(\.version) == (2..<(2 + Int64(commits.count))).map { $0 })
        }
    }

    @Test func `sees that seats are sold twice`() async throws {
        let outcome = try await rush(on: .sellsTwice, cancelled: 0)
        #expect(outcome.verdict.soldTwice > 0)
        #expect(outcome.faults.contains { $0.name == "soldTwice" && $0.count > 0 })
        #expect(outcome.verdict.examples.contains { $0.contains("given to two at once") })
    }

    @Test func `sees that bookings are forgotten`() async throws {
        let outcome = try await rush(on: .forgets, cancelled: 0)
        #expect(outcome.verdict.wrongState > 0)
        #expect(outcome.verdict.soldTwice == 0)
    }

    @Test func `sees that payments are not booked`() async throws {
        let outcome = try await rush(on: .takesMoney, cancelled: 0)
        #expect(outcome.verdict.wrongState > 0)
        #expect(outcome.verdict.wrongSeat == outcome.verdict.wrongState)
    }

    @Test func `sees that the seat map is wrong`() async throws {
        let outcome = try await rush(on: .hides, cancelled: 0)
        #expect(outcome.verdict.wrongSeat == outcome.counts.payments)
        #expect(outcome.verdict.wrongState == 0)
    }

    @Test func `does not call wrong what it cannot know`() async throws {
        let outcome = try await rush(on: .hangsUp)
        #expect(outcome.verdict == SaleCheck.Verdict())
        #expect(outcome.failures.map(\.reason) == ["POST /bookings: connectionLost"])
    }

    @Test func `counts what is refused by its reason`() async throws {
        let outcome = try await rush(on: .isBroke, cancelled: 0)
        let reason = "POST /payments: 402 PAYMENT_FAILED"
        #expect(outcome.failures == [.init(reason: reason, count: outcome.counts.bookings)])
        #expect(outcome.verdict == SaleCheck.Verdict())
    }

    @Test func `does not begin without seats enough`() async throws {
        await #expect(throws: RushShortage.self) { try await rush(on: .none, seats: 99) }
    }

    @Test(arguments: [(0.0, 3, 0.0), (1.0, 3, 1.0), (0.5, 2, 1.0 / 3), (0.2, 3, 0.2 / 2.6)])
    func `begins groups as often as it takes`(share: Double, rivals: Int, chance: Double) {
        var plan = RushPlan()
        plan.contested = share
        plan.rivals = rivals
        #expect(abs(plan.groupChance - chance) < 1e-12)
    }
}
