import Events
import Net

/// What the log reader found at once, as it is handed to every loop.
struct FeedBatch: Sendable {
    /// In order.
    let notices: [LogReader.Notice]
    let handedAt: MonotonicTime
    /// Entries, and one for a batch without any: it takes room as well.
    let entryCount: Int
    /// The bytes of the events themselves.
    let eventBytes: Int
    /// The bytes of the blocks that the entries are parts of, and of the entries.
    let heldBytes: Int

    init(_ notices: [LogReader.Notice], at time: MonotonicTime) {
        self.notices = notices
        handedAt = time
        var (count, events, held) = (0, 0, 0)
        for case .entries(let entries) in notices {
            count += entries.count
            for index in entries.indices {
                events += entries[index].payloadSize
                let isOfLastBlock =
                    index > 0 && entries[index - 1].sharesMemory(with: entries[index])
                if !isOfLastBlock { held += entries[index].blockSize }
            }
        }
        entryCount = max(1, count)
        eventBytes = events
        heldBytes = held + count * MemoryLayout<LogEntry>.stride
    }
}

/// An event that has no place in the order.
struct EphemeralEvent: Sendable {
    let topics: [Topic]
    let type: String
    let entity: String
    let payload: [UInt8]
}
