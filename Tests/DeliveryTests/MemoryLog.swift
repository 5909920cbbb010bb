import Events
import Net
import Synchronization

/// A log in memory, with the guarantees of the ports; it can be lost, or filled by another history.
final class MemoryLog: EventLogWriter, EventLogReader {
    private struct State {
        var streams: [Epoch: [LogEntry]] = [:]
        var watermark: Watermark?
        var isAway = false
    }

    private let state = Mutex(State())
    private let loop: EventLoop

    init(on loop: EventLoop) {
        self.loop = loop
    }

    /// Takes the log away; what it holds stays.
    var isAway: Bool {
        get { state.withLock { $0.isAway } }
        set { state.withLock { $0.isAway = newValue } }
    }

    /// Loses everything.
    func empty() {
        state.withLock {
            $0.streams = [:]
            $0.watermark = nil
        }
    }

    /// Pretends that another history had written `entry`.
    func forge(_ entry: LogEntry, epoch: Epoch) {
        state.withLock { $0.streams[epoch, default: []].append(entry) }
    }

    private func answer<Value: Sendable>(
        _ body: (inout State) throws(LogFailure) -> Value
    ) throws(LogFailure) -> Value {
        try state.withLock { state throws(LogFailure) in
            if state.isAway { throw .unavailable }
            return try body(&state)
        }
    }

    func end(of epoch: Epoch) async throws(LogFailure) -> LogEnd? {
        try answer { state in
            state.streams[epoch]?.last.map { LogEnd(seq: $0.seq, identity: $0.identity) }
        }
    }

    func append(_ entries: [LogEntry], to epoch: Epoch) async throws(LogFailure) {
        try answer { state throws(LogFailure) in
            for entry in entries {
                guard entry.seq > state.streams[epoch]?.last?.seq ?? 0 else { throw .notAboveEnd }
                state.streams[epoch, default: []].append(entry)
            }
        }
    }

    func write(_ watermark: Watermark) async throws(LogFailure) {
        try answer { $0.watermark = watermark }
    }

    func entries(
        of epoch: Epoch, after seq: Int64, limit: Int, wait: Duration
    ) async throws(LogFailure) -> [LogEntry] {
        // A real log would block here until something came.
        try? await loop.sleep(for: .milliseconds(5))
        return try answer { state in
            Array((state.streams[epoch] ?? []).filter { $0.seq > seq }.prefix(limit))
        }
    }

    func watermark() async throws(LogFailure) -> Watermark? {
        try answer { $0.watermark }
    }

    func reconnect() async {}
}
