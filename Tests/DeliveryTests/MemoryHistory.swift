import Events
import Synchronization

/// A database of events in memory, with the guarantees of the ports and a switch to take it away.
final class MemoryHistory: SequencingStore, EventHistory {
    private struct State {
        var epoch = Epoch(generation: 1, id: "abc")
        var outbox: [String] = []
        var events: [LogEntry] = []
        var isAway = false
        var isHung = false
        var refusals = 0
        var tellsEntries = false
        var pages = 0
        var holder: String?
        var term: Int64 = 0
    }

    private let state = Mutex(State())
    /// Rings when somebody was refused.
    private let bell = Bell()

    /// Takes the database away, or brings it back.
    var isAway: Bool {
        get { state.withLock { $0.isAway } }
        set {
            state.withLock {
                $0.isAway = newValue
                $0.refusals = 0
            }
        }
    }

    /// Lets whoever asks wait, until it is over.
    var isHung: Bool {
        get { state.withLock { $0.isHung } }
        set {
            state.withLock { $0.isHung = newValue }
            bell.ring()
        }
    }

    /// Returns once somebody has found that the database is away.
    func refusal() async {
        await bell.wait { state.withLock { $0.refusals > 0 } }
    }

    /// Whether a step brings its events along.
    var tellsEntries: Bool {
        get { state.withLock { $0.tellsEntries } }
        set { state.withLock { $0.tellsEntries = newValue } }
    }

    /// How often events were read.
    var pages: Int { state.withLock { $0.pages } }

    var holder: String? { state.withLock { $0.holder } }

    /// Commits events with these names.
    func commit(_ names: [String]) {
        state.withLock { $0.outbox += names }
    }

    private func answer<Value: Sendable>(
        _ body: (inout State) throws(StoreFailure) -> Value
    ) throws(StoreFailure) -> Value {
        defer { bell.ring() }
        return try state.withLock { state throws(StoreFailure) in
            if state.isAway {
                state.refusals += 1
                throw .unavailable
            }
            return try body(&state)
        }
    }

    func acquireLease(node: String) async throws(StoreFailure) -> LeaseGrant? {
        try answer { state in
            guard state.holder == nil || state.holder == node else { return nil }
            state.holder = node
            state.term += 1
            return LeaseGrant(
                epoch: state.epoch, head: Int64(state.events.count), term: state.term)
        }
    }

    func step(limit: Int) async throws(StoreFailure) -> SequencingStep {
        try answer { state in
            let before = state.events.count
            for name in state.outbox.prefix(limit) {
                state.events.append(
                    LogEntry(
                        seq: Int64(state.events.count) + 1, identity: "test \(name)",
                        type: "seat:locked", subject: "seat/\(name)", topics: [],
                        payload: Array(name.utf8)))
            }
            state.outbox.removeFirst(min(limit, state.outbox.count))
            return SequencingStep(
                epoch: state.epoch, head: Int64(state.events.count),
                isDrained: state.outbox.isEmpty,
                entries: state.tellsEntries ? Array(state.events[before...]) : [])
        }
    }

    func beginEpoch(after epoch: Epoch, reason: String) async throws(StoreFailure) -> LeaseGrant {
        try answer { state in
            if state.epoch == epoch {
                state.epoch = Epoch(generation: epoch.generation + 1, id: "next")
            }
            return LeaseGrant(
                epoch: state.epoch, head: Int64(state.events.count), term: state.term)
        }
    }

    func releaseLease() async {
        state.withLock { $0.holder = nil }
    }

    func renewConnection() async {}

    func head() async throws(StoreFailure) -> HistoryHead {
        try answer { state in
            HistoryHead(epoch: state.epoch, head: Int64(state.events.count), floor: 0)
        }
    }

    func entries(after seq: Int64, limit: Int) async throws(StoreFailure) -> HistoryPage {
        await bell.wait { !isHung }
        return try answer { state in
            state.pages += 1
            let entries = Array(state.events.dropFirst(Int(seq)).prefix(limit))
            let head = HistoryHead(epoch: state.epoch, head: Int64(state.events.count), floor: 0)
            return HistoryPage(
                head: head, entries: entries,
                through: entries.count == limit ? entries.last?.seq ?? head.head : head.head)
        }
    }

    func entries(on topic: Topic, after seq: Int64, limit: Int) async throws(StoreFailure)
        -> HistoryPage
    {
        try await entries(after: seq, limit: limit)
    }

    func identity(at seq: Int64) async throws(StoreFailure) -> String? {
        try answer { state in
            state.events.indices.contains(Int(seq) - 1) ? state.events[Int(seq) - 1].identity : nil
        }
    }
}
