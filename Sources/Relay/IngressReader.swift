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

    /// Entries that the sink has taken.
    package private(set) var taken = 0
    /// Entries that went to the rejected ones.
    package private(set) var rejected = 0

    /// A reader that calls itself `node` in the consumer group, with a connection of its own.
    ///
    /// `history` is the one that the sink writes to; while it is nil, nothing is read.
    package init(
        at endpoint: RedisEndpoint, on loop: EventLoop, node: String, sink: any IngressSink,
        configuration: Configuration = .init(), history: @escaping @Sendable () async -> Epoch?
    ) {
        self.loop = loop
        self.sink = sink
        self.history = history
        self.configuration = configuration
        redis = RedisConnection(to: endpoint, on: loop)
        stream = IngressStream(redis: redis, consumer: node, configuration: configuration)
    }

    /// Reads until `stop`, which may come first; may be run again afterwards.
    package func run() async {
        claimCursor = Self.start
        while !isStopping {
            do {
                if let epoch = await history() {
                    try await turn(for: epoch)
                } else {
                    await pause(configuration.idle)
                }
            } catch {
                await pause(configuration.retry)
            }
        }
        isStopping = false
    }

    /// Ends `run` after the transaction that is on its way.
    package func stop() async {
        isStopping = true
        await redis.disconnect()
    }

    /// Afterwards, others may have left something pending.
    private func pause(_ duration: Duration) async {
        claimCursor = Self.start
        if !isStopping { try? await loop.sleep(for: duration) }
    }

    /// Takes a batch; then waits, if nothing is left.
    private func turn(for epoch: Epoch) async throws {
        let batch = try await stream.batch(for: epoch, claimingFrom: claimCursor)
        claimCursor = batch.claimCursor
        if !batch.entries.isEmpty { try await handle(batch.entries) }
        if let last = batch.last { try await stream.wait(after: last) }
    }

    private func handle(_ entries: [IngressEntry]) async throws {
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
            throw error
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

    private func settle(_ outcome: Outcome) async throws {
        try await stream.settle(taken: outcome.taken, rejections: outcome.rejections)
        taken += outcome.taken.count
        rejected += outcome.rejections.count
    }

    /// What became of a batch.
    private struct Outcome {
        var taken: [String] = []
        var rejections: [(entry: IngressEntry, reason: String)] = []
    }
}
