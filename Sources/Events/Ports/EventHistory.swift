/// Where the history stands.
package struct HistoryHead: Sendable, Equatable {
    /// The current history.
    package let epoch: Epoch
    /// The last sequenced event; 0 when there is none.
    package let head: Int64
    /// Events at or below it may be gone.
    package let floor: Int64

    /// A position of the history.
    package init(epoch: Epoch, head: Int64, floor: Int64) {
        self.epoch = epoch
        self.head = head
        self.floor = floor
    }
}

/// A piece of the history, read in one statement with its head; `floor` was read after the rows.
package struct HistoryPage: Sendable, Equatable {
    /// The history's epoch, head and floor.
    package let head: HistoryHead
    /// The entries, in ascending order; no more than was asked for.
    package let entries: [LogEntry]
    /// Everything that was asked for is in `entries` up to this seq: the last entry's when the
    /// page is full, else the head.
    package let through: Int64

    /// A page of the history.
    package init(head: HistoryHead, entries: [LogEntry], through: Int64) {
        self.head = head
        self.entries = entries
        self.through = through
    }
}

/// Where a reader is on a topic: it has everything up to here.
package struct TopicPosition: Hashable, Sendable {
    /// The topic.
    package let topic: Topic
    /// The last seq that it has.
    package let seq: Int64

    /// The position on `topic` after `seq`.
    package init(_ topic: Topic, after seq: Int64) {
        self.topic = topic
        self.seq = seq
    }
}

/// The committed events, as the database keeps them.
///
/// Reads never block the thread. An answer holds whole events in ascending seq, without a hole
/// above `floor`.
package protocol EventHistory: Sendable {
    /// Where the history stands now.
    func head() async throws(StoreFailure) -> HistoryHead

    /// The events after `seq` on all topics, at most `limit`.
    func entries(after seq: Int64, limit: Int) async throws(StoreFailure) -> HistoryPage

    /// The events after `seq` on one topic, at most `limit`.
    func entries(on topic: Topic, after seq: Int64, limit: Int) async throws(StoreFailure)
        -> HistoryPage

    /// The events after each of `positions` on its topic, at most `limit` of each; a page for each
    /// position, in the same order and all of the same moment.
    func pages(after positions: [TopicPosition], limit: Int) async throws(StoreFailure)
        -> [HistoryPage]

    /// The identity of the event at `seq`; nil when there is none.
    func identity(at seq: Int64) async throws(StoreFailure) -> String?

    /// Drops the connections that reads and writes use: they lead to a server that was replaced.
    func renewConnections() async
}

extension EventHistory {
    /// Nothing, for a history without connections.
    package func renewConnections() async {}

    /// One page after the other, for a history whose reads cost nothing.
    package func pages(
        after positions: [TopicPosition], limit: Int
    ) async throws(StoreFailure) -> [HistoryPage] {
        var pages: [HistoryPage] = []
        for position in positions {
            pages.append(
                try await entries(on: position.topic, after: position.seq, limit: limit))
        }
        return pages
    }
}
