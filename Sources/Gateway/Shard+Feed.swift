import Events
import Hub
package import Net
import Synchronization

/// What comes to all loops: from the log, and without a place in the order.
extension Shard {
    /// Hands on what the log reader found; from any thread.
    nonisolated func deliver(_ batch: FeedBatch) {
        if feed.withLock({ $0.add(batch) }) { callForFeed() }
    }

    /// Delivers an event that has no place in the order; from any thread.
    nonisolated func deliver(_ event: EphemeralEvent) {
        if feed.withLock({ $0.add(event) }) { callForFeed() }
    }

    /// How long what was handed to this loop has been waiting for it; from any thread.
    package nonisolated func feedWait(at now: MonotonicTime) -> Duration {
        feed.withLock { $0.waitingSince }.map { now - $0 } ?? .zero
    }

    private nonisolated func callForFeed() {
        loop.execute { self.assumeIsolated { $0.takeFeed() } }
    }

    /// Takes what may be worked off in this turn, and the rest in the next.
    private func takeFeed() {
        let portion = feed.withLock { $0.take() }
        if let oldest = portion.batches.first { noteWait(.now - oldest.handedAt) }
        for batch in portion.batches { apply(batch) }
        for event in portion.ephemeral {
            hub.deliverEphemeral(
                topics: event.topics, type: event.type, entity: event.entity, event: event.payload)
            planSettling(of: event.payload.count)
        }
        if portion.isLast {
            tell(freshness.caughtUp())
        } else {
            loop.inNextTurn { self.assumeIsolated { $0.takeFeed() } }
        }
        planSettling(of: 0)
    }

    private func noteWait(_ wait: Duration) {
        let wasBehind = freshness.isBehind
        tell(freshness.takes(after: wait))
        if freshness.isBehind && !wasBehind {
            services.report(.loopHeldUp(loop: loop.name, wait))
        }
    }

    private func apply(_ batch: FeedBatch) {
        for notice in batch.notices {
            switch notice {
            case .restarted(let cursor, let floor, let reason):
                endRevokedSessions()
                hub.restarted(at: cursor, floor: floor, reason: reason)
                isLocated = true
            case .entries(let entries):
                if fanOutBegan == nil { fanOutBegan = .now }
                hub.deliver(entries)
            case .fresh: tell(freshness.readerIsFresh())
            case .stale(_, let lasting):
                tell(freshness.readerIsStale(for: lasting + (.now - batch.handedAt)))
            }
        }
        planSettling(of: batch.eventBytes)
    }

    private func tell(_ change: FeedFreshness.Change?) {
        switch change {
        case nil: break
        case .fresh: hub.becameFresh(at: services.clock())
        case .stale(let lasting): hub.becameStale(since: services.clock() - lasting)
        }
    }

    /// What is skipped by beginning again may have revoked sessions of those who are here.
    private func endRevokedSessions() {
        hub.endSessions { self.isRevoked($0) }
    }
}
