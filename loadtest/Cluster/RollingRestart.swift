import Events
import Net

/// Restarts each node in turn as a deploy does, and watches how the clients come back.
actor RollingRestart: LoadSource {
    private let nodes: [ClusterNode]
    private let loop: EventLoop
    private let patience: Duration
    private var returns = ReturnBook()
    /// The seconds of the wall clock from a node's SIGTERM to its successor's start.
    private var spans: [(name: String, seconds: ClosedRange<Int64>)] = []
    private var failures: [String: Int] = [:]

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// A restart of `nodes`, each of which lets its clients go within `drainSeconds`.
    init(of nodes: [ClusterNode], drainSeconds: Int, on loop: EventLoop) {
        self.nodes = nodes
        self.loop = loop
        patience = .seconds(drainSeconds + 20)
    }

    /// How long it takes, about.
    static func seconds(nodes: Int, drainSeconds: Int) -> Double {
        Double(nodes) * (Double(drainSeconds) + 8) + 6
    }

    func run() async {
        do {
            try await loop.sleep(for: .seconds(3))
            for node in nodes { try await restart(node) }
        } catch {
            failures["\(error)", default: 0] += 1
        }
    }

    private func restart(_ node: ClusterNode) async throws {
        let begin = WallClock.second
        try await node.terminate(within: patience)
        // A balancer would send nobody there now; the last of its clients are on their way.
        try await loop.sleep(for: .seconds(3))
        spans.append((node.name, begin...WallClock.second))
        try await node.start()
        try await loop.sleep(for: .seconds(3))
    }

    func heard(_ tallies: [Int: FleetTally]) {
        returns = ReturnBook(tallies.values.map(\.returns))
    }

    func takeSample() -> LoadSample { LoadSample(errors: failures.values.reduce(0, +)) }

    func outcome() -> LoadOutcome {
        var outcome = LoadOutcome()
        for span in spans {
            guard let crowd = returns.crowd(in: span.seconds) else {
                failures["nobody came back while \(span.name) was restarted"] = 1
                continue
            }
            let place = span.name.split(separator: " ").last.map(String.init) ?? ""
            outcome.figures += [
                RunReport.Figure(
                    name: "returns\(place)", label: "clients that came back from \(span.name)",
                    value: Double(crowd.count), unit: ""),
                RunReport.Figure(
                    name: "crowding\(place)",
                    label: "most of them in one second, as a multiple of the average",
                    value: crowd.crowding, unit: ""),
            ]
        }
        outcome.failures = failures.sorted { $0.key < $1.key }
            .map { RunReport.Failure(reason: $0.key, count: $0.value) }
        return outcome
    }
}

extension WallClock {
    /// Whole seconds since 1970.
    static var second: Int64 { now.microseconds / 1_000_000 }
}
