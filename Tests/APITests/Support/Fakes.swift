import API
import Events
import Synchronization

/// A node whose readiness the test sets.
final class FakeReadiness: ReadinessSource {
    private let reasons = Mutex<[Readiness.Reason]>([])

    func fail(_ code: String) {
        reasons.withLock { $0.append(Readiness.Reason(code: code, message: "for the test")) }
    }

    var isDatabaseReplaced: Bool {
        reasons.withLock { $0.contains { $0.code == "database_replaced" } }
    }

    func readiness() -> Readiness {
        Readiness(node: "node-1", version: "1.0.0", reasons: reasons.withLock { $0 })
    }
}

struct FakeMetrics: MetricSource {
    func families() -> [MetricFamily] {
        [MetricFamily("hub_connections", .gauge, "Open sockets.", [.init(3)])]
    }
}

/// A history that the test fills.
final class FakeHistory: EventHistory {
    static let epoch = Epoch(generation: 1, id: "abc")
    private let state: Mutex<(entries: [LogEntry], floor: Int64)>
    private let failure = Mutex<StoreFailure?>(nil)

    /// From now on no page is read.
    func fail(_ failure: StoreFailure) { self.failure.withLock { $0 = failure } }

    init(_ entries: [LogEntry] = [], floor: Int64 = 0) {
        state = Mutex((entries, floor))
    }

    func append(_ event: NewEvent) {
        state.withLock { state in
            let seq = (state.entries.last?.seq ?? state.floor) + 1
            state.entries.append(
                LogEntry(
                    seq: seq, identity: "\(event.source) \(event.id)", type: event.type,
                    subject: event.subject, topics: event.topics, payload: event.rendered()))
        }
    }

    func head() -> HistoryHead {
        state.withLock { state in
            HistoryHead(
                epoch: Self.epoch, head: state.entries.last?.seq ?? state.floor,
                floor: state.floor)
        }
    }

    func entries(after seq: Int64, limit: Int) throws(StoreFailure) -> HistoryPage {
        if let failure = failure.withLock({ $0 }) { throw failure }
        return page(after: seq, limit: limit) { _ in true }
    }

    func entries(
        on topic: Topic, after seq: Int64, limit: Int
    ) throws(StoreFailure) -> HistoryPage {
        if let failure = failure.withLock({ $0 }) { throw failure }
        return page(after: seq, limit: limit) { $0.topics.contains(topic) }
    }

    func identity(at seq: Int64) -> String? {
        state.withLock { $0.entries.first { $0.seq == seq }?.identity }
    }

    private func page(after seq: Int64, limit: Int, _ isMeant: (LogEntry) -> Bool) -> HistoryPage {
        let head = head()
        let all = state.withLock { $0.entries.filter { $0.seq > seq && isMeant($0) } }
        let entries = Array(all.prefix(limit))
        let isFull = entries.count == limit
        return HistoryPage(
            head: head, entries: entries, through: isFull ? entries.last?.seq ?? seq : head.head)
    }
}
