import Histogram
import Net

/// How long nobody gave events their order, when the node that did was lost. *(loop)*
actor LeadershipWatch {
    private let nodes: [ClusterNode]
    private let token: String
    private let loop: EventLoop
    private var times = Histogram<UInt64>.microseconds()

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// How long it waits for a successor; a longer time is told as this one.
    private static let patience = Duration.seconds(15)

    /// A watch over `nodes`; `token` is an administrator's.
    init(over nodes: [ClusterNode], asking token: String, on loop: EventLoop) {
        self.nodes = nodes
        self.token = token
        self.loop = loop
    }

    /// Loses `node` by `fault`; when it held the lease, waits until another one does.
    func lose(_ node: ClusterNode, by fault: () async -> Void) async {
        let led = await node.holdsLease(asking: token)
        let begin = MonotonicTime.now
        await fault()
        guard led else { return }
        while MonotonicTime.now - begin < Self.patience {
            if await hasLeader(besides: node) { break }
            try? await loop.sleep(for: .milliseconds(20))
        }
        times.record(min(MonotonicTime.now - begin, Self.patience))
    }

    private func hasLeader(besides lost: ClusterNode) async -> Bool {
        for node in nodes where node !== lost {
            if await node.holdsLease(asking: token) { return true }
        }
        return false
    }

    /// From the loss of a leader to its successor's lease; nil when none was lost.
    var latency: RunReport.Latency? {
        guard times.totalCount > 0 else { return nil }
        return RunReport.Latency("leadership", "leader lost to another one leading", times)
    }
}
