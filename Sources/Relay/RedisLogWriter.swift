package import Events
package import Net

/// The writing end of the log in Redis: one stream for each epoch, whose entry ids are the seqs.
///
/// Redis refuses an id that is not above the last one, so an entry is never there twice. A stream
/// may come back empty or be another's after a loss, so nothing is written on a connection until
/// `end` was asked on it: until then `append` and `write` throw `unavailable`.
package actor RedisLogWriter: EventLogWriter {
    /// The limits of the log.
    package struct Configuration: Sendable {
        /// Entries that a stream keeps: how far a node may be behind before it reads the database.
        package var window = 100_000
        /// Bytes that a stream keeps, estimated from the mean size of its entries.
        package var windowBytes = 256 * 1024 * 1024
        /// Bytes of entries that are appended at once, or a single entry: Redis serves nobody else
        /// meanwhile, and keeps all of it in memory twice.
        package var stepBytes = 1024 * 1024
        /// How long the stream of an old epoch stays for nodes that still follow it.
        package var oldEpochLifetime: Duration = .seconds(3_600)

        /// The defaults.
        package init() {}
    }

    /// The loop that it lives on.
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe loop.asUnownedSerialExecutor()
    }

    private let redis: RedisConnection
    private let configuration: Configuration
    /// The number of the connection on which the log's end was read.
    private var inspected: Int?
    private var meanBytes = 1024.0

    /// A writer over `redis`, which it may share.
    package init(over redis: RedisConnection, configuration: Configuration = .init()) {
        self.redis = redis
        self.configuration = configuration
        loop = redis.loop
    }

    /// Reads the end of the stream of `epoch`, and lets the streams of older epochs expire.
    ///
    /// A stream refuses ids up to the last one that it ever had, which may have been trimmed away.
    package func end(of epoch: Epoch) async throws(LogFailure) -> LogEnd? {
        do throws(RedisFailure) {
            let connection = try await redis.connect()
            let stream = try await stream(redis.keys.log(of: epoch), on: connection)
            await retireEpochs(before: epoch, on: connection)
            inspected = connection
            guard let stream else { return nil }
            guard let end = LogEnd(of: stream) else { throw .unexpected }
            return end
        } catch {
            throw LogFailure(error)
        }
    }

    /// What Redis says of a stream, by name; nil when there is none.
    private func stream(
        _ key: String, on connection: Int
    ) async throws(RedisFailure) -> [String: RedisReply]? {
        do throws(RedisFailure) {
            let reply = try await redis.send(
                RedisCommand("XINFO", "STREAM", key), on: connection)
            guard let members = reply.asArray else { throw .unexpected }
            var stream: [String: RedisReply] = [:]
            for index in stride(from: 0, to: members.count - 1, by: 2) {
                if let name = members[index].asText { stream[name] = members[index + 1] }
            }
            return stream
        } catch .refused(let error) where error.message == "ERR no such key" {
            return nil
        }
    }

    /// Appends the entries in steps of `stepBytes`; the first entry that is refused ends it.
    ///
    /// Nothing later is written then. A server that is full for a moment would leave a hole, and a
    /// stream that has other entries at these seqs would end in one of ours, so that nobody saw it.
    package func append(_ entries: [LogEntry], to epoch: Epoch) async throws(LogFailure) {
        guard let inspected else { throw .unavailable }
        let key = redis.keys.log(of: epoch)
        var start = entries.startIndex
        while start < entries.endIndex {
            let end = endOfStep(entries[start...])
            let command = addition(of: entries[start..<end], to: key)
            for case .error(let error) in try await send([command], on: inspected) {
                throw LogFailure(error)
            }
            start = end
        }
    }

    private func endOfStep(_ entries: ArraySlice<LogEntry>) -> Int {
        var bytes = 0
        for (index, entry) in zip(entries.indices, entries) {
            bytes += entry.payloadSize
            if bytes > configuration.stepBytes { return max(index, entries.startIndex + 1) }
        }
        return entries.endIndex
    }

    private func addition(of entries: ArraySlice<LogEntry>, to key: String) -> RedisCommand {
        let length = max(
            1, min(configuration.window, Int(Double(configuration.windowBytes) / meanBytes)))
        var command = RedisCommand("EVAL", Self.script, "1", key, "\(length)")
        for entry in entries {
            meanBytes += (Double(entry.payloadSize + 512) - meanBytes) / 1024
            command.append(values: entry)
        }
        return command
    }

    /// A transaction would go on after a command that is refused while it is carried out.
    ///
    /// A server that is full or read-only refuses the first one.
    private static let script = """
        for i = 2, #ARGV, 6 do
            local reply = redis.pcall('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], ARGV[i],
                'id', ARGV[i + 1], 'type', ARGV[i + 2], 'subject', ARGV[i + 3],
                'topics', ARGV[i + 4], 'event', ARGV[i + 5])
            if type(reply) == 'table' and reply.err then return reply end
        end
        """

    package func write(
        _ watermark: Watermark, over rival: Watermark?
    ) async throws(LogFailure) {
        guard let inspected else { throw .unavailable }
        let command = RedisCommand(
            "EVAL", Self.replacement, "1", redis.keys.watermark, watermark.text, rival?.text ?? "")
        for reply in try await send([command], on: inspected) {
            if case .error(let error) = reply { throw LogFailure(error) }
            guard let held = reply.asText else { continue }
            guard let newer = Watermark(text: held) else {
                throw .refused("the watermark's key has another text")
            }
            throw .superseded(by: newer)
        }
    }

    /// Sets the watermark, or answers the one that stays: of a higher generation, and not the one that
    /// may be replaced.
    private static let replacement = """
        \(WatermarkScript.generation)
        local held = redis.call('GET', KEYS[1])
        if held and held ~= ARGV[2] and generation(held) > generation(ARGV[1]) then return held end
        redis.call('SET', KEYS[1], ARGV[1])
        """

    private func send(
        _ commands: [RedisCommand], on connection: Int
    ) async throws(LogFailure) -> [RedisReply] {
        do throws(RedisFailure) {
            return try await redis.send(commands, on: connection)
        } catch {
            if inspected == connection { inspected = nil }
            throw LogFailure(error)
        }
    }

    /// Lets the streams of older epochs expire.
    ///
    /// What fails here is tried again at the next
    /// inspection: a stream that stays longer does no harm.
    private func retireEpochs(before epoch: Epoch, on connection: Int) async {
        let listing = [
            RedisCommand("SADD", redis.keys.epochs, "\(epoch)"),
            RedisCommand("SMEMBERS", redis.keys.epochs),
        ]
        guard let members = try? await redis.send(listing, on: connection).last?.asArray else {
            return
        }
        let old = members.compactMap { $0.asText.flatMap { Epoch($0) } }
            .filter { $0.generation < epoch.generation }
        let seconds = configuration.oldEpochLifetime.components.seconds
        let commands = old.flatMap { old in
            [
                RedisCommand("EXPIRE", redis.keys.log(of: old), "\(seconds)"),
                RedisCommand("SREM", redis.keys.epochs, "\(old)"),
            ]
        }
        _ = try? await redis.send(commands, on: connection)
    }
}

extension LogEnd {
    /// The end of a stream of which Redis says this; nil when that is no stream of ours.
    fileprivate init?(of stream: [String: RedisReply]) {
        guard let id = stream["last-generated-id"]?.asText,
            let seq = Int64(id.prefix { $0 != "-" })
        else { return nil }
        let last = stream["last-entry"].flatMap { StreamEntry($0) }
        // An entry that is not ours has an identity that no event has.
        self.init(seq: seq, identity: last?.seq == seq ? last?.text("id") ?? "" : nil)
    }
}
