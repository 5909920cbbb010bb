package import Accounts
package import Events

/// What comes to all loops of a node, from the log and without a place in the order.
extension Hub {
    /// Delivers what the log reader handed on, and says how fresh it is.
    ///
    /// `now` is the machine's monotonic clock, which the batch was handed on by, and `wall` reads the
    /// other one. `isOver` tells whose sessions have ended: what is skipped by beginning again may
    /// have ended some.
    package mutating func take(
        _ batch: FeedBatch, _ freshness: inout FeedFreshness, now: @autoclosure () -> Duration,
        wall: () -> Timestamp, isOver: (Principal) -> Bool
    ) {
        for notice in batch.notices {
            switch notice {
            case .restarted(let cursor, let floor, let reason):
                endSessions(where: isOver)
                restarted(at: cursor, floor: floor, reason: reason)
            case .entries(let entries): deliver(entries)
            case .fresh: tell(freshness.readerIsFresh(), at: wall)
            case .stale(_, let lasting):
                let lasting = lasting + (now() - batch.handedAt)
                tell(freshness.readerIsStale(for: lasting), at: wall)
            }
        }
    }

    /// Delivers an event that has no place in the order.
    package mutating func take(_ event: EphemeralEvent) {
        deliverEphemeral(
            topics: event.topics, type: event.type, entity: event.entity, event: event.payload)
    }

    /// Tells everybody how fresh the loop has become, if that is new.
    package mutating func tell(_ change: FeedFreshness.Change?, at wall: () -> Timestamp) {
        switch change {
        case nil: break
        case .fresh: becameFresh(at: wall())
        case .stale(let lasting): becameStale(since: wall() - lasting)
        }
    }
}
