package import Events
package import Net

/// The reading end of the log in Redis.
///
/// It has two connections, because a blocking read holds up whatever is sent after it.
package actor RedisLogReader: EventLogReader {
    /// The loop that it lives on.
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe loop.asUnownedSerialExecutor()
    }

    private let tail: RedisConnection
    private let lookup: RedisConnection

    /// How long a read may take with everything: the port's two seconds, with room for a slow turn.
    private static let readLimit: Duration = .milliseconds(1_800)
    private static let watermarkLimit: Duration = .milliseconds(800)

    /// A reader with connections of its own on `loop`.
    package init(of endpoint: RedisEndpoint, on loop: EventLoop) {
        self.loop = loop
        var configuration = RedisConnection.Configuration()
        configuration.connectTimeout = .milliseconds(500)
        lookup = RedisConnection(to: endpoint, on: loop, configuration: configuration)
        configuration.readsLog = true
        tail = RedisConnection(to: endpoint, on: loop, configuration: configuration)
    }

    /// Reads the stream of `epoch`; an entry that is not one of ours is left out, like a hole.
    package func entries(
        of epoch: Epoch, after seq: Int64, limit: Int, wait: Duration
    ) async throws(LogFailure) -> [LogEntry] {
        // At least one: 0 would wait for ever.
        let milliseconds = max(1, wait.clampedNanoseconds / 1_000_000)
        let command = RedisCommand(
            "XREAD", "COUNT", "\(limit)", "BLOCK", "\(milliseconds)",
            "STREAMS", tail.keys.log(of: epoch), "\(seq)-0")
        do throws(RedisFailure) {
            switch try await tail.send(command, within: Self.readLimit) {
            case .entries(let entries): return entries
            case .null: return []
            default: throw .unexpected
            }
        } catch {
            throw LogFailure(error)
        }
    }

    /// Reads the watermark; one that cannot be read, or says nothing of a head, is none.
    package func watermark() async throws(LogFailure) -> Watermark? {
        do throws(RedisFailure) {
            let reply = try await lookup.send(
                RedisCommand("GET", lookup.keys.watermark), within: Self.watermarkLimit)
            let watermark = reply.asText.flatMap { Watermark(text: $0) }
            return watermark?.isAnnouncement == true ? nil : watermark
        } catch {
            throw LogFailure(error)
        }
    }

    /// Drops both connections; the next calls make new ones.
    package func reconnect() async {
        await tail.disconnect()
        await lookup.disconnect()
    }

    /// Drops the connections for good.
    package func close() async {
        await tail.close()
        await lookup.close()
    }
}
