package import Events
package import Net

/// Takes what other services hand in by the ingress stream to a sink, and acknowledges it.
///
/// Every node runs it, and the one that gives events their order reads. What the sink has taken and
/// what is malformed leaves the stream; what could not be taken yet stays pending, and is claimed by
/// whoever reads next. So an entry may reach the sink twice, which passes it over. Two nodes may read
/// for a moment while the lease moves: each event is taken once even so. A node whose database was
/// replaced gets none: what it took would be gone with that.
package actor IngressReader {
    /// The pace of the reader.
    package struct Configuration: Sendable {
        /// Entries taken in one transaction.
        package var batch = 100
        /// Bytes of entries that Redis hands out at once, or a single entry: it serves nobody else
        /// meanwhile.
        package var batchBytes = 1024 * 1024
        /// How often a node that does not read looks whether it is to.
        package var idle: Duration = .milliseconds(250)
        /// How long it may fail until that is more than a moment's trouble.
        package var patience: Duration = .seconds(5)
        /// The wait after Redis or the sink failed.
        package var retry: Duration = .milliseconds(500)
        /// Malformed entries that are kept for whoever looks after the senders.
        package var rejectedKept = 10_000
        /// Bytes that are kept of the message of such an entry: that many bad messages fill no Redis.
        package var rejectedBytes = 4 * 1024

        /// The defaults.
        package init() {}
    }

    /// The loop that it lives on.
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe loop.asUnownedSerialExecutor()
    }

    private let redis: RedisConnection
    private let stream: IngressStream
    private let sink: any IngressSink
    private let history: @Sendable () async -> Epoch?
    private let configuration: Configuration
    private var isStopping = false
    /// Where the claiming of pending entries goes on; nil when there are none left.
    private var claimCursor: String?

    private static let start = "0-0"
    private let onChange: @Sendable (IngressTrouble?) -> Void
    private var trouble: (cause: IngressTrouble, since: MonotonicTime)?

    /// What it has done so far.
    package private(set) var report = IngressReport()
    /// What has kept it from taking anything for longer than `patience`.
    package var lastingTrouble: IngressTrouble? {
        guard let trouble, .now - trouble.since >= configuration.patience else { return nil }
        return trouble.cause
    }

    /// A reader that calls itself `node` in the consumer group, with a connection of its own.
    ///
    /// `history` is the one that the sink writes to; while it is nil, nothing is read. `onChange` hears
    /// of each new trouble, and nil when there is none any more.
    package init(
        at endpoint: RedisEndpoint, on loop: EventLoop, node: String, sink: any IngressSink,
        configuration: Configuration = .init(), history: @escaping @Sendable () async -> Epoch?,
        onChange: @escaping @Sendable (IngressTrouble?) -> Void = { _ in }
    ) {
        self.loop = loop
        self.sink = sink
        self.history = history
        self.onChange = onChange
        self.configuration = configuration
        redis = RedisConnection(to: endpoint, on: loop)
        stream = IngressStream(redis: redis, consumer: node, configuration: configuration)
    }

    /// Reads until `stop`, which may come first; may be run again afterwards.
    package func run() async {
        claimCursor = Self.start
        while !isStopping {
            guard let epoch = await history() else {
                await rest()
                continue
            }
            do throws(IngressTrouble) {
                try await turn(for: epoch)
                works()
            } catch {
                if !isStopping { await failed(error) }
            }
        }
        isStopping = false
    }

    /// Ends `run` after the transaction that is on its way.
    package func stop() async {
        isStopping = true
        await redis.disconnect()
    }

    private func rest() async {
        trouble = nil
        report.waiting = nil
        await pause(configuration.idle)
    }

    private func works() {
        guard trouble != nil else { return }
        trouble = nil
        onChange(nil)
    }

    private func failed(_ cause: IngressTrouble) async {
        report.failures[cause.code, default: 0] += 1
        let isNew = trouble?.cause != cause
        trouble = (cause, since: trouble?.since ?? .now)
        if isNew { onChange(cause) }
        if let length = await stream.length() { report.waiting = length }
        await pause(configuration.retry)
    }

    /// Afterwards, others may have left something pending.
    private func pause(_ duration: Duration) async {
        claimCursor = Self.start
        if !isStopping { try? await loop.sleep(for: duration) }
    }

    /// Takes a batch; then waits, if nothing is left.
    private func turn(for epoch: Epoch) async throws(IngressTrouble) {
        let batch = try await stream.batch(for: epoch, claimingFrom: claimCursor)
        claimCursor = batch.claimCursor
        report.waiting = batch.length
        if !batch.entries.isEmpty { try await handle(batch.entries) }
        guard let last = batch.last else { return }
        try await stream.wait(after: last)
        // Who held the lease before may have left something pending meanwhile.
        claimCursor = Self.start
    }

    private func handle(_ entries: [IngressEntry]) async throws(IngressTrouble) {
        var events: [(entry: IngressEntry, event: IncomingEvent)] = []
        var outcome = Outcome()
        for entry in entries {
            do throws(IncomingEventError) {
                events.append((entry, try entry.event()))
            } catch {
                outcome.rejections.append((entry, error.reason))
            }
        }
        do throws(IngressFailure) {
            try await take(events, into: &outcome)
        } catch {
            // What came before is settled all the same; the rest stays pending.
            try await settle(outcome)
            throw .sink(error)
        }
        try await settle(outcome)
    }

    /// All in one transaction; if the sink refuses that, each alone, so that one bad entry blocks
    /// nothing.
    private func take(
        _ events: [(entry: IngressEntry, event: IncomingEvent)], into outcome: inout Outcome
    ) async throws(IngressFailure) {
        guard !events.isEmpty else { return }
        do throws(IngressFailure) {
            try await sink.take(events.map(\.event))
            outcome.taken += events.map(\.entry.id)
        } catch .refused(let reason) {
            if events.count == 1 {
                outcome.rejections.append((events[0].entry, reason))
                return
            }
            for event in events { try await take([event], into: &outcome) }
        }
    }

    private func settle(_ outcome: Outcome) async throws(IngressTrouble) {
        try await stream.settle(taken: outcome.taken, rejections: outcome.rejections)
        report.taken += outcome.taken.count
        report.rejected += outcome.rejections.count
    }

    /// What became of a batch.
    private struct Outcome {
        var taken: [String] = []
        var rejections: [(entry: IngressEntry, reason: String)] = []
    }
}
