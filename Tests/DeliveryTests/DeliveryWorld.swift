import Delivery
import Events
import Net
import Testing

/// One node's sequencer and log reader, and the notices that came of them.
struct DeliveryWorld: Sendable {
    let loop: EventLoop
    let history: MemoryHistory
    let log: MemoryLog
    let sequencer: SequencerDriver
    let reader: LogReaderDriver
    /// What the sequencer has said.
    let events: AsyncStream<SequencerEvent>
    /// What the reader has said of the log.
    let logChanges: AsyncStream<LogFailure?>
    private let notices: AsyncStream<LogReader.Notice>
    private let runs: [Task<Void, Never>]

    /// Runs `body` with a node; `before` prepares what the node will find.
    static func run(
        before prepare: (DeliveryWorld) -> Void = { _ in },
        beforeRestart: @escaping @Sendable () async throws -> Void = {},
        _ body: (DeliveryWorld) async throws -> Void
    ) async throws {
        let loop = try EventLoop(name: "delivery")
        loop.start()
        defer {
            loop.stop()
            loop.join()
        }
        let world = DeliveryWorld(on: loop, prepare, beforeRestart)
        do {
            try await body(world)
        } catch {
            await world.stop()
            throw error
        }
        await world.stop()
    }

    private init(
        on loop: EventLoop, _ prepare: (DeliveryWorld) -> Void,
        _ beforeRestart: @escaping @Sendable () async throws -> Void
    ) {
        let (stream, continuation) = AsyncStream<LogReader.Notice>.makeStream()
        let (events, said) = AsyncStream<SequencerEvent>.makeStream()
        let (logChanges, changed) = AsyncStream<LogFailure?>.makeStream()
        let history = MemoryHistory()
        let log = MemoryLog(on: loop)
        let sequencer = SequencerDriver(
            node: "one", on: loop, store: history, history: history, log: log,
            onEvent: { said.yield($0) })
        let reader = LogReaderDriver(
            on: loop, history: history, log: log, beforeRestart: beforeRestart,
            onLogChange: { changed.yield($0) }
        ) { notices in
            for notice in notices { continuation.yield(notice) }
        }
        self.loop = loop
        self.history = history
        self.log = log
        self.sequencer = sequencer
        self.reader = reader
        self.events = events
        self.logChanges = logChanges
        notices = stream
        prepare(
            DeliveryWorld(
                loop, history, log, sequencer, reader, events, logChanges, stream, []))
        runs = [
            Task(executorPreference: loop) { await reader.run() },
            Task(executorPreference: loop) { await sequencer.run() },
        ]
    }

    private init(
        _ loop: EventLoop, _ history: MemoryHistory, _ log: MemoryLog,
        _ sequencer: SequencerDriver, _ reader: LogReaderDriver,
        _ events: AsyncStream<SequencerEvent>, _ logChanges: AsyncStream<LogFailure?>,
        _ notices: AsyncStream<LogReader.Notice>, _ runs: [Task<Void, Never>]
    ) {
        self.loop = loop
        self.history = history
        self.log = log
        self.sequencer = sequencer
        self.reader = reader
        self.events = events
        self.logChanges = logChanges
        self.notices = notices
        self.runs = runs
    }

    func stop() async {
        await sequencer.stop()
        await reader.stop()
        await log.reconnect()
        for run in runs { await run.value }
    }

    /// Waits for as many events as there are names, which are theirs.
    func expect(
        _ expected: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let names = try await names(expected.count)
        #expect(names == expected, sourceLocation: sourceLocation)
    }

    /// The names of the next `count` events.
    private func names(_ count: Int) async throws -> [String] {
        var names: [String] = []
        for await notice in notices {
            if case .entries(let entries) = notice {
                names += entries.map { String(decoding: $0.payload, as: UTF8.self) }
            }
            if names.count >= count { return names }
        }
        throw CancellationError()
    }

    /// Waits for the notice that the node is up to date.
    func waitUntilFresh() async throws {
        for await notice in notices where notice == .fresh { return }
        throw CancellationError()
    }

    /// Waits for the notice that the node may be out of date.
    func waitUntilStale() async throws {
        for await case .stale in notices { return }
        throw CancellationError()
    }

    /// Waits until the node begins at a cursor that is `wanted`.
    func restart(_ wanted: (Cursor) -> Bool) async throws -> Cursor {
        for await notice in notices {
            if case .restarted(let cursor, _, _) = notice, wanted(cursor) { return cursor }
        }
        throw CancellationError()
    }
}
