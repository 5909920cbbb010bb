import Events
import Histogram
import Net
import Relay

/// Publishes events through Redis at a rate, each at its time whether or not those before it have
/// been taken.
actor Publisher: LoadSource {
    /// What to publish.
    struct Plan: Sendable, Equatable {
        /// The way into the hub.
        enum Door: String, Sendable, CaseIterable {
            /// The stream of durable events: PostgreSQL, the log, the hub.
            case ingress
            /// The channel of events that are delivered at most once.
            case ephemeral
        }

        /// Where they are published, in turn.
        var topics: [String]
        /// Events a second.
        var rate: Double
        var seconds: Double
        /// Bytes of an event, about.
        var size: Int
        var door: Door

        var count: Int { Int((rate * seconds).rounded()) }
    }

    private let plan: Plan
    private let loop: EventLoop
    private let redis: RedisConnection
    private let run = UniqueID.random().description
    private var inFlight = 0
    private var published = 0
    /// Events that were taken, by topic.
    private var taken: [String: Int] = [:]
    private var sampled = 0
    private var times = Histogram<UInt64>.microseconds()
    private var failures: [String: Int] = [:]

    /// Events on their way to Redis at once; beyond it Redis is too slow for the rate.
    private static let inFlightLimit = 10_000

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(_ plan: Plan, redis url: String, prefix: String?, on loop: EventLoop) throws {
        self.plan = plan
        self.loop = loop
        var endpoint = try RedisEndpoint(url: url)
        if let prefix {
            guard let keys = RelayKeys(prefix: prefix) else {
                throw RedisEndpointError(
                    "--redis-prefix: expected \(RelayKeys.prefixRule), not \"\(prefix)\"")
            }
            endpoint.keys = keys
        }
        redis = RedisConnection(to: endpoint, on: loop)
    }

    func run() async {
        let schedule = Schedule(start: .now, rate: plan.rate)
        await withDiscardingTaskGroup { group in
            for number in 0..<plan.count {
                let pause = schedule.due(number) - .now
                if pause > .zero {
                    guard (try? await loop.sleep(for: pause)) != nil else { return }
                }
                guard inFlight < Self.inFlightLimit else {
                    failures["Redis is too slow for this rate", default: 0] += 1
                    continue
                }
                inFlight += 1
                let now = MonotonicTime.now
                let from = schedule.counting(from: schedule.due(number), at: now)
                let at = WallClock.now + (from - now)
                group.addTask { await self.publish(number, due: from, at: at) }
            }
        }
    }

    private func publish(_ number: Int, due: MonotonicTime, at time: Timestamp) async {
        defer { inFlight -= 1 }
        let topic = plan.topics[number % plan.topics.count]
        let message = Tick.message(
            run: run, number: number, topic: topic, due: time, size: plan.size)
        do throws(RedisFailure) {
            switch plan.door {
            case .ingress:
                _ = try await redis.publishIngress(message)
                taken[topic, default: 0] += 1
            case .ephemeral: try await redis.publishEphemeral(message)
            }
            published += 1
            times.record(.now - due)
        } catch {
            failures["publishing: \(error)", default: 0] += 1
        }
    }

    func takeSample() -> LoadSample {
        defer { sampled = published }
        return LoadSample(
            events: published - sampled, errors: failures.values.reduce(0, +))
    }

    func truth() -> LoadTruth { LoadTruth(taken: taken) }

    func outcome() -> LoadOutcome {
        LoadOutcome(
            latencies: [RunReport.Latency("publish", "publishing (due to taken by Redis)", times)],
            figures: [
                RunReport.Figure(
                    name: "published", label: "events published", value: Double(published),
                    unit: "")
            ],
            failures: failures.sorted { $0.key < $1.key }.map {
                RunReport.Failure(reason: $0.key, count: $0.value)
            })
    }
}
