import Events
import Net

/// The stream of the ingress as one consumer of the hub's group sees it.
struct IngressStream: Sendable {
    let redis: RedisConnection
    /// The name of the consumer.
    let consumer: String
    let configuration: IngressReader.Configuration

    private static let group = "flighthub"
    /// How long Redis holds a read that finds nothing, in milliseconds.
    private static let block = "1000"
    private static let waitLimit: Duration = .seconds(2)
    /// A message may have 512 MB, which Redis copies and cuts.
    private static let batchLimit: Duration = .seconds(4)
    /// Bytes of a reason, which may quote the message.
    private static let reasonBytes = 512

    /// Entries of the stream, at most as many and as large as one transaction takes.
    struct Batch {
        let entries: [IngressEntry]
        /// Where the claiming of pending entries goes on; nil when there are none left.
        let claimCursor: String?
        /// The id after which an entry would be new; nil when there may be some already.
        let last: String?
        /// Entries in the stream, these included.
        let length: Int
    }

    /// Pending entries from `cursor` on, whoever they were given to, then new ones; for `epoch`.
    ///
    /// Throws `superseded` when the log knows a newer history: what went into this one would be lost.
    func batch(
        for epoch: Epoch, claimingFrom cursor: String?
    ) async throws(IngressTrouble) -> Batch {
        let reply: RedisReply
        do throws(RedisFailure) {
            reply = try await redis.send(reading(for: epoch, cursor), within: Self.batchLimit)
        } catch .refused(let error) where error.code == "NOGROUP" {
            try await makeGroup()
            return Batch(entries: [], claimCursor: nil, last: nil, length: 0)
        } catch {
            throw IngressTrouble(error)
        }
        if let newer = reply.asText.flatMap({ Watermark(text: $0) }) {
            throw .log(.superseded(by: newer))
        }
        return try Self.batch(reply)
    }

    private func reading(for epoch: Epoch, _ cursor: String?) -> RedisCommand {
        var command = RedisCommand(
            "EVAL", IngressScripts.batch, "2", redis.keys.ingress, redis.keys.watermark,
            Self.group, consumer, cursor ?? "")
        command.append(configuration.batch)
        command.append(configuration.batchBytes)
        command.append(IncomingEvent.sizeLimit)
        command.append(configuration.rejectedBytes)
        command.append(Watermark.announcement(of: epoch).text)
        return command
    }

    private static func batch(_ reply: RedisReply) throws(IngressTrouble) -> Batch {
        guard let parts = reply.asArray, parts.count == 4, let cursor = parts[0].asText,
            let last = parts[1].asText, let length = parts[2].asInteger,
            let entries = parts[3].asArray
        else { throw IngressTrouble(.unexpected) }
        return Batch(
            entries: try entries.map { entry throws(IngressTrouble) in try IngressEntry(entry) },
            claimCursor: cursor.isEmpty ? nil : cursor, last: last.isEmpty ? nil : last,
            length: Int(length))
    }

    /// Waits about a second at the most for an entry after the one with the id `last`.
    func wait(after last: String) async throws(IngressTrouble) {
        do throws(RedisFailure) {
            _ = try await redis.send(
                RedisCommand(
                    "XREAD", "COUNT", "1", "BLOCK", Self.block, "STREAMS", redis.keys.ingress, last),
                within: Self.waitLimit)
        } catch {
            throw IngressTrouble(error)
        }
    }

    /// Entries in the stream; nil when Redis does not say.
    func length() async -> Int? {
        let reply = try? await redis.send(RedisCommand("XLEN", redis.keys.ingress))
        return reply?.asInteger.map { Int($0) }
    }

    /// Makes the consumer group, and the stream.
    private func makeGroup() async throws(IngressTrouble) {
        do throws(RedisFailure) {
            _ = try await redis.send(
                RedisCommand("EVAL", IngressScripts.group, "1", redis.keys.ingress, Self.group))
        } catch .refused(let error) where error.code == "BUSYGROUP" {
            // Another node made it meanwhile.
        } catch {
            throw IngressTrouble(error)
        }
    }

    /// Acknowledges and removes what was taken, and then what is rejected; what was taken leaves even
    /// if nothing can be rejected.
    func settle(
        taken: [String], rejections: [(entry: IngressEntry, reason: String)]
    ) async throws(IngressTrouble) {
        var commands = rejections.map { rejection(of: $0.entry, $0.reason) }
        if !taken.isEmpty { commands.insert(removal(of: taken), at: 0) }
        let replies: [RedisReply]
        do throws(RedisFailure) {
            replies = try await redis.send(commands)
        } catch {
            throw IngressTrouble(error)
        }
        for case .error(let error) in replies { throw .log(LogFailure(error)) }
    }

    private func removal(of ids: [String]) -> RedisCommand {
        var command = RedisCommand(
            "EVAL", IngressScripts.removal, "1", redis.keys.ingress, Self.group)
        for id in ids { command.append(id) }
        return command
    }

    private func rejection(of entry: IngressEntry, _ reason: String) -> RedisCommand {
        var command = RedisCommand(
            "EVAL", IngressScripts.rejection, "2", redis.keys.ingress, redis.keys.rejected,
            Self.group, entry.id)
        command.append(configuration.rejectedKept)
        command.append(
            field: "reason", String(decoding: reason.utf8.prefix(Self.reasonBytes), as: UTF8.self))
        command.append(field: "size", "\(entry.size)")
        let start = entry.message?.prefix(configuration.rejectedBytes) ?? []
        command.append(field: "message", Array(start))
        return command
    }
}
