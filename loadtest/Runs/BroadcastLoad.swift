import Events
import LiveClient
import Net

/// Publishes to a plain broadcast server at a rate, each message at its time.
actor BroadcastLoad: LoadSource {
    /// What to publish, and how.
    struct Plan: Sendable {
        var url: ServerURL
        /// Where messages are posted; nil to send them as texts of a client.
        var post: ServerURL?
        /// Messages a second.
        var rate: Double
        var seconds: Double
        /// Bytes of a message.
        var size: Int

        var count: Int { Int((rate * seconds).rounded()) }
    }

    private let plan: Plan
    private let loop: EventLoop
    private var publisher: BroadcastPublisher?
    private var published: [Int64] = []
    private var sampled = 0
    private var waiting = 0
    private var failures: [String: Int] = [:]

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(_ plan: Plan, on loop: EventLoop) {
        self.plan = plan
        self.loop = loop
    }

    func run() async {
        do {
            let ear = PublisherEar()
            publisher = try makePublisher(ear)
            try await waitUntilOpen()
            try await publish()
            try await waitForAnswers()
        } catch {
            failures["publishing: \(error)", default: 0] += 1
        }
    }

    private func makePublisher(_ ear: PublisherEar) throws -> BroadcastPublisher {
        if let post = plan.post {
            let client = RESTClient(to: try post.resolve(), host: post.authority, on: loop)
            return .post(client, path: post.path)
        }
        let endpoint = LiveConnection.Endpoint(
            address: try plan.url.resolve(), host: plan.url.authority,
            path: plan.url.path.isEmpty ? "/" : plan.url.path)
        return .webSocket(try BroadcastClient(to: endpoint, on: loop, listener: ear))
    }

    private func waitUntilOpen() async throws {
        guard case .webSocket(let client) = publisher else { return }
        for _ in 0..<500 where !client.isOpen { try await loop.sleep(for: .milliseconds(10)) }
    }

    private func publish() async throws {
        let schedule = Schedule(start: .now, rate: plan.rate)
        for number in 0..<plan.count {
            let pause = schedule.due(number) - .now
            if pause > .zero { try await loop.sleep(for: pause) }
            let now = MonotonicTime.now
            let from = schedule.counting(from: schedule.due(number), at: now)
            let message = BroadcastMessage(seq: Int64(number), at: WallClock.now + (from - now))
            waiting += 1
            publisher?.publish(message.encoded(size: plan.size)) { [self] reason in
                assumeIsolated { $0.answered(Int64(number), reason) }
            }
        }
    }

    private func answered(_ seq: Int64, _ reason: String?) {
        waiting -= 1
        if let reason { failures[reason, default: 0] += 1 } else { published.append(seq) }
    }

    private func waitForAnswers() async throws {
        for _ in 0..<1_000 where waiting > 0 { try await loop.sleep(for: .milliseconds(10)) }
    }

    func takeSample() -> LoadSample {
        defer { sampled = published.count }
        return LoadSample(
            events: published.count - sampled, errors: failures.values.reduce(0, +))
    }

    func truth() -> LoadTruth { LoadTruth(published: published) }

    func outcome() -> LoadOutcome {
        LoadOutcome(
            figures: [
                RunReport.Figure(
                    name: "published", label: "messages published",
                    value: Double(published.count), unit: "")
            ],
            failures: failures.sorted { $0.key < $1.key }.map {
                RunReport.Failure(reason: $0.key, count: $0.value)
            })
    }
}

/// The publisher gets its own messages back, and does not listen.
private final class PublisherEar: BroadcastClientListener {
    func connected(_ client: BroadcastClient) {}
    func received(_ texts: [[UInt8]], by client: BroadcastClient) {}
    func ended(_ client: BroadcastClient, _ end: ClientEnd) {}
}
