package import Events
package import Net

/// Takes what other services hand in by the ingress stream to a sink, and acknowledges it.
///
/// One node at a time runs it. What the sink has taken and what is malformed leaves the stream;
/// what could not be taken yet stays pending, and is claimed by whoever runs next. So an entry may
/// reach the sink twice, which passes it over.
package actor IngressReader {
    /// The pace of the reader.
    package struct Configuration: Sendable {
        /// Entries taken in one transaction.
        package var batch = 100
        /// The wait after Redis or the sink failed.
        package var retry: Duration = .milliseconds(500)
        /// Malformed entries that are kept for whoever looks after the senders.
        package var rejectedKept = 10_000

        /// The defaults.
        package init() {}
    }

    /// The loop that it lives on.
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe loop.asUnownedSerialExecutor()
    }

    private let redis: RedisConnection
    private let sink: any IngressSink
    private let node: String
    private let configuration: Configuration
    private var isStopping = false
    /// Where the claiming of pending entries goes on; nil when there are none left.
    private var claimCursor: String?

    private static let group = "flighthub"
    private static let block = "1000"
    private static let readLimit: Duration = .milliseconds(2_000)

    /// Entries that the sink has taken.
    package private(set) var taken = 0
    /// Entries that went to the rejected ones.
    package private(set) var rejected = 0

    /// A reader that calls itself `node` in the consumer group, with a connection of its own.
    package init(
        at endpoint: RedisEndpoint, on loop: EventLoop, node: String, sink: any IngressSink,
        configuration: Configuration = .init()
    ) {
        self.loop = loop
        self.sink = sink
        self.node = node
        self.configuration = configuration
        redis = RedisConnection(to: endpoint, on: loop)
    }

    /// Reads until `stop`; may be run again afterwards.
    package func run() async {
        isStopping = false
        claimCursor = "0-0"
        while !isStopping {
            do {
                let entries = try await nextEntries()
                if !entries.isEmpty { try await handle(entries) }
            } catch RedisFailure.refused(let error) where error.code == "NOGROUP" {
                await makeGroup()
            } catch {
                await failed()
            }
        }
    }

    /// Ends `run` after the transaction that is on its way.
    package func stop() async {
        isStopping = true
        await redis.disconnect()
    }

    private func failed() async {
        claimCursor = "0-0"
        if !isStopping { try? await loop.sleep(for: configuration.retry) }
    }

    private func makeGroup() async {
        do throws(RedisFailure) {
            _ = try await redis.send(
                RedisCommand("XGROUP", "CREATE", RelayKeys.ingress, Self.group, "0", "MKSTREAM"))
        } catch .refused(let error) where error.code == "BUSYGROUP" {
            // Another node made it meanwhile.
        } catch {
            await failed()
        }
    }

    /// Pending entries first, whoever they were given to; then new ones.
    private func nextEntries() async throws(RedisFailure) -> [RedisReply] {
        guard let cursor = claimCursor else { return try await newEntries() }
        let reply = try await redis.send(
            RedisCommand(
                "XAUTOCLAIM", RelayKeys.ingress, Self.group, node, "0", cursor, "COUNT",
                "\(configuration.batch)"))
        guard let parts = reply.asArray, parts.count >= 2, let next = parts[0].asText,
            let entries = parts[1].asArray
        else { throw .unexpected }
        claimCursor = next == "0-0" ? nil : next
        // Before Redis 7, an entry that was deleted meanwhile comes as a null.
        return entries.filter { $0 != .null }
    }

    private func newEntries() async throws(RedisFailure) -> [RedisReply] {
        let reply = try await redis.send(
            RedisCommand(
                "XREADGROUP", "GROUP", Self.group, node, "COUNT", "\(configuration.batch)",
                "BLOCK", Self.block, "STREAMS", RelayKeys.ingress, ">"),
            within: Self.readLimit)
        return try StreamEntry.entries(ofRead: reply)
    }

    private func handle(_ replies: [RedisReply]) async throws {
        var events: [(entry: StreamEntry, event: IncomingEvent)] = []
        var outcome = Outcome()
        for reply in replies {
            guard let entry = StreamEntry(reply) else { throw RedisFailure.unexpected }
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
        _ events: [(entry: StreamEntry, event: IncomingEvent)], into outcome: inout Outcome
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

    /// Acknowledges and removes what is done with, in one transaction.
    private func settle(_ outcome: Outcome) async throws {
        let ids = outcome.taken + outcome.rejections.map(\.entry.id)
        guard !ids.isEmpty else { return }
        var commands = [RedisCommand("MULTI")]
        for (entry, reason) in outcome.rejections {
            var command = RedisCommand(
                "XADD", RelayKeys.rejected, "MAXLEN", "~", "\(configuration.rejectedKept)", "*")
            command.append(field: "entry", entry.id)
            command.append(field: "reason", reason)
            command.append(field: "message", entry["message"] ?? [])
            commands.append(command)
        }
        var acknowledgement = RedisCommand("XACK", RelayKeys.ingress, Self.group)
        var removal = RedisCommand("XDEL", RelayKeys.ingress)
        for id in ids {
            acknowledgement.append(id)
            removal.append(id)
        }
        commands += [acknowledgement, removal, RedisCommand("EXEC")]
        for case .error(let error) in try await redis.send(commands) {
            throw RedisFailure.refused(error)
        }
        taken += outcome.taken.count
        rejected += outcome.rejections.count
    }

    /// What became of a batch.
    private struct Outcome {
        var taken: [String] = []
        var rejections: [(entry: StreamEntry, reason: String)] = []
    }
}

extension StreamEntry {
    /// The event that the entry hands in.
    fileprivate func event() throws(IncomingEventError) -> IncomingEvent {
        guard let message = self["message"] else { throw .noMessage }
        return try IncomingEvent(message: message)
    }
}
