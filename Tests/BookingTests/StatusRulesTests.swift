import Accounts
import Booking
import Events
import Testing

@Suite struct StatusRulesTests {
    @Test(arguments: [
        (3_601, FlightStatus.scheduled), (3_600, .boarding), (1, .boarding), (0, .inAir),
        (-28_799, .inAir), (-28_800, .landed),
    ])
    func `the times decide`(_ leavesIn: Int, _ status: FlightStatus) throws {
        let flight = try Samples.flight(leavesIn: .seconds(leavesIn))
        #expect(StatusRules.status(of: flight, at: Samples.now) == status)
    }

    @Test func `a delay of fifteen minutes is one, and boarding follows the estimate`() throws {
        var flight = try Samples.flight(leavesIn: .seconds(3_600))
        flight.departure.estimated = flight.departure.scheduled + .seconds(899)
        #expect(StatusRules.status(of: flight, at: Samples.now) == .scheduled)
        flight.departure.estimated = flight.departure.scheduled + .seconds(900)
        #expect(StatusRules.status(of: flight, at: Samples.now) == .delayed)
        #expect(flight.delayMinutes == 15)
        #expect(StatusRules.status(of: flight, at: Samples.now + .seconds(900)) == .boarding)
    }

    @Test func `nothing leaves a final status, and nothing goes backwards but boarding`() {
        let order: [FlightStatus] = [.scheduled, .delayed, .boarding, .inAir, .landed]
        for (index, from) in order.enumerated() {
            for to in order.prefix(index + 1) {
                #expect(
                    StatusRules.mayGo(from: from, to: to) == (from == .boarding && to == .delayed))
            }
        }
        for from in FlightStatus.allCases where from.isFinal {
            #expect(FlightStatus.allCases.allSatisfy { !StatusRules.mayGo(from: from, to: $0) })
        }
        #expect(!StatusRules.mayGo(from: .inAir, to: .cancelled))
        #expect(!StatusRules.mayGo(from: .scheduled, to: .diverted))
    }

    @Test func `the delay is drawn once, two hours before departure`() throws {
        let early = try Samples.flight(leavesIn: .seconds(7_201))
        #expect(
            StatusRules.refreshed(early, at: Samples.now) { _ in .seconds(1_800) } == nil)
        let due = try Samples.flight(leavesIn: .seconds(7_200))
        let late = try #require(
            StatusRules.refreshed(due, at: Samples.now) { _ in .seconds(1_800) })
        #expect(late.status == .delayed)
        #expect(late.delayMinutes == 30)
        #expect(late.arrival.estimated == due.arrival.scheduled + .seconds(1_800))
        #expect(late.version == 2)
        #expect(
            StatusRules.refreshed(late, at: Samples.now) { _ in .seconds(1_800) } == nil)
        let onTime = try #require(StatusRules.refreshed(due, at: Samples.now) { _ in nil })
        #expect(onTime.delayDrawnAt == Samples.now)
        #expect(onTime.status == .scheduled)
        #expect(StatusRules.refreshed(due, at: Samples.now, delay: nil) == nil)
    }

    @Test func `a status that a person set stands for its time`() throws {
        var flight = try Samples.flight(leavesIn: .seconds(60), status: .delayed)
        flight.manualUntil = Samples.now + .seconds(10)
        #expect(StatusRules.refreshed(flight, at: Samples.now, delay: nil) == nil)
        let later = Samples.now + .seconds(10)
        #expect(StatusRules.refreshed(flight, at: later, delay: nil)?.status == .boarding)
    }

    /// Not SHA-256: the draw is tested, not the hash.
    private struct Spread: SHA256Hasher {
        func sha256(_ bytes: [UInt8]) -> [UInt8] {
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            return (0..<32).map { UInt8(truncatingIfNeeded: hash >> UInt64($0 % 8 * 8)) }
        }
    }

    @Test func `one flight of ten is late, always the same, by 15 to 90 minutes`() throws {
        let delay = SimulatedDelay(sha256: Spread(), secret: [1, 2, 3])
        let sample = try Samples.flight()
        var delays: [Duration] = []
        for number in 0..<2_000 {
            let flight = Flight(
                id: UniqueID(high: UInt64(number), low: 7), airline: sample.airline, number: 1,
                serviceDate: sample.serviceDate, aircraftType: "320", departure: sample.departure,
                arrival: sample.arrival, fares: sample.fares)
            let drawn = delay.delay(of: flight)
            #expect(drawn == delay.delay(of: flight))
            if let drawn { delays.append(drawn) }
        }
        #expect((140...260).contains(delays.count))
        #expect(delays.allSatisfy { (Duration.seconds(900)...(.seconds(5_400))).contains($0) })
    }
}
