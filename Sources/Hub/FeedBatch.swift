package import Events

/// What the log reader found at once, as it is handed to every loop.
package struct FeedBatch: Sendable {
    /// In order.
    package let notices: [LogReader.Notice]
    /// When it was handed on, by the machine's monotonic clock.
    package let handedAt: Duration
    /// Whether it says where the loop begins, or begins again.
    package let locates: Bool
    /// Entries, and one for a batch without any: it takes room as well.
    package let entryCount: Int
    /// The bytes of the events themselves.
    package let eventBytes: Int
    /// The bytes of the blocks that the entries are parts of, and of the entries.
    package let heldBytes: Int

    /// What the log reader found at `time`, by the machine's monotonic clock.
    package init(_ notices: [LogReader.Notice], at time: Duration) {
        self.notices = notices
        handedAt = time
        var (count, events, held) = (0, 0, 0)
        locates = notices.contains { if case .restarted = $0 { true } else { false } }
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
