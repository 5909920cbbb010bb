import LocalServices
import Testing

@testable import loadtest

/// The load test against a whole hub: it passes an honest one, and says what is wrong with one
/// that a proxy has broken.
@Suite(.runningHub) struct BrokenHubTests {
    fileprivate static let fanout = [
        "--clients", "12", "--rate", "40", "--duration", "2s", "--connect-rate", "200",
    ]

    fileprivate static let churn = [
        "--clients", "30", "--lifetime", "2s", "--topics", "5", "--rate", "40", "--duration",
        "3s", "--connect-rate", "200",
    ]

    fileprivate static func fanout(
        _ fault: ProxyFault, _ arguments: [String] = fanout
    ) async throws -> LoadTrial {
        try await .of(FanoutScenario.self, arguments, through: fault, grace: 6)
    }

    @Suite(.serialized) struct `of a fan-out` {
        @Test func `passes a fan-out`() async throws {
            let trial = try await LoadTrial.of(FanoutScenario.self, BrokenHubTests.fanout)
            #expect(trial.isPassed)
            #expect(trial.figure("frames") == 960)
            #expect(trial.figure("published") == 80)
            let delivery = trial.report.latencies.first { $0.name == "delivery" }
            #expect(delivery?.count == 960)
        }

        @Test func `finds the one event in 10,000 that was dropped`() async throws {
            let trial = try await BrokenHubTests.fanout(
                .dropsOne(of: 10_000, seed: 7),
                ["--clients", "60", "--rate", "85", "--duration", "2s", "--connect-rate", "200"])
            #expect(trial.proxyFaults >= 1)
            #expect(trial.faults == ["missedInPlace": trial.proxyFaults])
            #expect(!trial.report.isPassed)
        }

        @Test func `finds two events that were swapped`() async throws {
            let trial = try await BrokenHubTests.fanout(.swaps(301))
            #expect(trial.proxyFaults == 1)
            // The later one shows that the earlier one is missing, before that one comes.
            #expect(trial.faults == ["missedInPlace": 1, "outOfOrder": 1])
            #expect(!trial.report.isPassed)
        }

        @Test func `finds an event that came twice`() async throws {
            let trial = try await BrokenHubTests.fanout(.doubles(301))
            #expect(trial.proxyFaults == 1)
            #expect(trial.faults == ["doubled": 1])
            #expect(!trial.report.isPassed)
        }
    }

    @Suite(.serialized) struct `of losses that no gap shows` {
        @Test func `finds that one client did not get the last event`() async throws {
            let trial = try await BrokenHubTests.fanout(.withholds(tick: 79))
            #expect(trial.proxyFaults == 1)
            #expect(trial.faults == ["lost": 1])
            #expect(!trial.report.isPassed)
        }

        @Test func `finds that no event has reached the hub`() async throws {
            let redis = try #require(RunningHub.current).redis.url
            let trial = try await LoadTrial.of(
                FanoutScenario.self, BrokenHubTests.fanout, grace: 6, redis: redis + "?db=1")
            #expect(trial.faults == ["unrecorded": 80])
            #expect(!trial.report.isPassed)
        }

        @Test func `finds a loss that the hub hides`() async throws {
            let trial = try await BrokenHubTests.fanout(.dropsAndHides(301))
            #expect(trial.proxyFaults == 1)
            #expect(trial.faults == ["lost": 1])
            #expect(!trial.report.isPassed)
        }

        @Test func `finds a hidden loss of clients that come and go`() async throws {
            let trial = try await LoadTrial.of(
                ChurnScenario.self, BrokenHubTests.churn, through: .withholds(tick: 119), grace: 6)
            #expect(trial.proxyFaults == 1)
            #expect(trial.faults == ["lost": 1])
            #expect(!trial.report.isPassed)
        }
    }

    @Suite(.serialized) struct `of other crowds` {
        @Test func `passes a fan-out of ephemeral events, and counts one that is missing`()
            async throws
        {
            let arguments = BrokenHubTests.fanout + ["--ephemeral"]
            let honest = try await LoadTrial.of(FanoutScenario.self, arguments)
            #expect(honest.isPassed)
            #expect(honest.figure("frames") == 960)
            let broken = try await BrokenHubTests.fanout(.withholds(tick: 40), arguments)
            #expect(broken.faults == ["lost": 1])
            #expect(!broken.report.isPassed)
        }

        @Test func `passes a wide fan-out`() async throws {
            let trial = try await LoadTrial.of(
                FanoutWideScenario.self,
                [
                    "--clients", "20", "--topics", "30", "--per-client", "3", "--rate", "60",
                    "--duration", "2s", "--connect-rate", "200",
                ])
            #expect(trial.isPassed)
            // 60 subscriptions are two of each topic.
            #expect(trial.figure("frames") == 240)
        }

        @Test func `passes connections that are held`() async throws {
            let trial = try await LoadTrial.of(
                ConnectScenario.self,
                [
                    "--clients", "20", "--subscriptions", "0,5", "--connect-rate", "200",
                    "--duration", "1s",
                ])
            #expect(trial.isPassed)
            #expect(trial.report.latencies.first { $0.name == "connect" }?.count == 40)
        }

        @Test func `passes slow clients, of which the hub has closed some`() async throws {
            let trial = try await LoadTrial.of(
                SlowConsumersScenario.self,
                [
                    "--clients", "6", "--slow-each", "3", "--slow-rate", "20000", "--rate", "20",
                    "--duration", "5s", "--size", "32000", "--connect-rate", "200",
                ], isDirect: true)
            #expect(trial.isPassed)
            #expect((trial.figure("slowCloses") ?? 0) >= 1)
        }

        @Test func `passes clients that come and go`() async throws {
            let trial = try await LoadTrial.of(ChurnScenario.self, BrokenHubTests.churn)
            #expect(trial.isPassed)
            #expect((trial.figure("cuts") ?? 0) >= 1)
        }
    }

    /// One after another: a rush takes for granted that nobody else books on its flights.
    @Suite(.serialized) struct `of bookings` {
        private static let rush = [
            "--agents", "10", "--flights", "2", "--rate", "15", "--duration", "2s", "--contested",
            "0.5", "--cancelled", "0", "--dashboards", "10", "--connect-rate", "200",
        ]

        private func rush(_ fault: ProxyFault) async throws -> LoadTrial {
            try await .of(BookingRushScenario.self, Self.rush, through: fault, grace: 6)
        }

        @Test func `passes a booking rush`() async throws {
            let trial = try await rush(.none)
            #expect(trial.isPassed)
            #expect((trial.figure("collisions") ?? 0) >= 1)
            #expect(trial.report.latencies.first { $0.name == "delivery" } != nil)
        }

        @Test func `finds a seat that was sold twice`() async throws {
            let trial = try await rush(.sellsTwice)
            #expect(trial.proxyFaults == 1)
            #expect(trial.faults == ["soldTwice": 1])
            #expect(!trial.report.isPassed)
        }

        @Test func `finds a dashboard that shows what the database does not hold`() async throws {
            let trial = try await rush(.showsOtherSeatState)
            #expect(trial.proxyFaults == 1)
            #expect(trial.faults == ["wrongView": 1])
            #expect(!trial.report.isPassed)
        }

        @Test func `passes reads`() async throws {
            let trial = try await LoadTrial.of(
                RestScenario.self, ["--rate", "60", "--duration", "2s", "--connections", "4"])
            #expect(trial.isPassed)
        }

        @Test func `passes everything at once`() async throws {
            let trial = try await LoadTrial.of(
                SoakScenario.self,
                [
                    "--dashboards", "10", "--clients", "10", "--lifetime", "3s", "--rate", "10",
                    "--bookings", "5", "--reads", "10", "--duration", "4s", "--connect-rate", "200",
                ])
            #expect(trial.isPassed)
        }
    }
}
