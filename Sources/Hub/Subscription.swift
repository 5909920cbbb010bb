import Events

/// One topic of one connection.
struct Subscription {
    // In an order that leaves no gaps: there are five of these to a dashboard.

    /// Its number is used again by others; this is its own.
    let serial: Int
    /// Only events of these types; nil for all.
    let types: Set<String>?
    let connection: ConnectionID
    /// The topic's record.
    let topic: Int32
    /// Where it stands in its topic's list of live subscriptions; meaningless until it is live.
    var place: Int32 = 0
    var state: State
    var reading = Reading.none
    /// The one after it of its connection; after the newest comes the oldest.
    var next: Int32 = 0
    /// Whether the client takes a snapshot when it has to start again.
    let takesSnapshot: Bool
    /// Whether its connection is a follower.
    let isFollower: Bool

    /// What there is to know of a state stands apart: nearly all are live, and take no room for it.
    indirect enum State: Equatable {
        /// Registered and held back until its rights are known.
        case checking
        /// The cursor is above the node; it may wait until the node gets there or the time is up.
        case waiting(seq: Int64, until: Duration)
        /// Everything up to `seq` was sent; a page of the history after it is being read, or will
        /// be once the socket has drained.
        case catchingUp(seq: Int64)
        /// A snapshot is being read.
        case awaitingSnapshot(reason: String?)
        case live
    }
}
