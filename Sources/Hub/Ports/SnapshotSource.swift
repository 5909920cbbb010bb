package import Events

/// The state of a topic, and the position in the history at which it is true.
package struct Snapshot: Sendable, Equatable {
    /// Read in the same transaction as the state.
    package let head: HistoryHead
    /// One JSON object, as text.
    package let state: [UInt8]

    /// A state at a position.
    package init(head: HistoryHead, state: [UInt8]) {
        self.head = head
        self.state = state
    }
}

/// Reads the state behind a topic.
///
/// Head and state come from one REPEATABLE READ transaction on one server: the state contains
/// every event up to the head, and of those after it what was committed but not sequenced yet;
/// versions make applying these twice harmless. A well-formed topic of nothing has a state too.
package protocol SnapshotSource: Sendable {
    /// The state of `topic`, whose kind has snapshots.
    func snapshot(of topic: Topic) async throws(StoreFailure) -> Snapshot
}

extension Topic.Kind {
    /// Whether a subscriber can be given the state behind such a topic.
    package var hasSnapshot: Bool {
        switch self {
        case .flight, .seats, .airport, .booking: true
        case .user, .agency, .airline, .offerRequest, .analytics, .ops: false
        }
    }
}
