import Events
import Net
import Synchronization

/// A log in memory, with the guarantees of the ports; it can be lost, or filled by another history.
final class MemoryLog: EventLogWriter, EventLogReader {
    private struct State {
        var streams: [Epoch: [LogEntry]] = [:]
        var watermark: Watermark?
        var isAway = false
        var refusedWrites = 0
    }

    private let state = Mutex(State())
    /// Rings when what a reader may wait for has come, and when a write was refused.
    private let bell = Bell()
    private let loop: EventLoop

    init(on loop: EventLoop) {
        self.loop = loop
    }

    /// Takes the log away; what it holds stays.
    var isAway: Bool {
        get { state.withLock { $0.isAway } }
        set {
            state.withLock {
                $0.isAway = newValue
                $0.refusedWrites = 0
            }
            bell.ring()
        }
    }

    /// Returns once the sequencer has found that the log is away.
    func refusedWrite() async {
        await bell.wait { state.withLock { $0.refusedWrites > 0 } }
    }

    /// The seqs that the stream of `epoch` holds, once it ends with this one.
    func seqs(of epoch: Epoch, through last: Int64) async -> [Int64] {
        await bell.wait { state.withLock { $0.streams[epoch]?.last?.seq == last } }
        return state.withLock { $0.streams[epoch, default: []].map(\.seq) }
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
        isWrite: Bool = false, _ body: (inout State) throws(LogFailure) -> Value
    ) throws(LogFailure) -> Value {
        // After the lock: whoever hears it looks.
        defer { if isWrite { bell.ring() } }
        return try state.withLock { state throws(LogFailure) in
            if state.isAway {
                state.refusedWrites += isWrite ? 1 : 0
                throw .unavailable
            }
            return try body(&state)
        }
    }

    func end(of epoch: Epoch) async throws(LogFailure) -> LogEnd? {
        try answer(isWrite: true) { state in
            state.streams[epoch]?.last.map { LogEnd(seq: $0.seq, identity: $0.identity) }
        }
    }

    func append(_ entries: [LogEntry], to epoch: Epoch) async throws(LogFailure) {
        try answer(isWrite: true) { state throws(LogFailure) in
            for entry in entries {
                guard entry.seq > state.streams[epoch]?.last?.seq ?? 0 else { throw .notAboveEnd }
                state.streams[epoch, default: []].append(entry)
            }
        }
    }

    func write(_ watermark: Watermark, over rival: Watermark?) async throws(LogFailure) {
        try answer(isWrite: true) { state throws(LogFailure) in
            if let held = state.watermark, held != rival,
                held.epoch.generation > watermark.epoch.generation
            {
                throw .superseded(by: held)
            }
            state.watermark = watermark
        }
    }

    func entries(
        of epoch: Epoch, after seq: Int64, limit: Int, wait: Duration
    ) async throws(LogFailure) -> [LogEntry] {
        let seen = bell.rings
        let there = try kept(of: epoch, after: seq, limit: limit)
        guard there.isEmpty else { return there }
        let timer = loop.after(wait) { [bell] in bell.ring() }
        await bell.ring(after: seen)
        loop.cancel(timer)
        return try kept(of: epoch, after: seq, limit: limit)
    }

    private func kept(
        of epoch: Epoch, after seq: Int64, limit: Int
    ) throws(LogFailure) -> [LogEntry] {
        try answer { state in
            Array((state.streams[epoch] ?? []).filter { $0.seq > seq }.prefix(limit))
        }
    }

    func watermark() async throws(LogFailure) -> Watermark? {
        try answer { $0.watermark }
    }

    /// Whoever waits for entries waits no more.
    func reconnect() async { bell.ring() }
}
