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

    /// The log reader runs, and has found nothing; from any thread.
    nonisolated func hearOfReader(at now: MonotonicTime) {
        feed.withLock { $0.hear(at: now.sinceOrigin) }
    }

    /// Says that the loop is out of date when nothing is heard of the log reader, whose own loop may
    /// stand still.
    func watchReader(at now: MonotonicTime) {
        guard let heardAt = feed.withLock({ $0.heardAt }) else { return }
        let silence = now.sinceOrigin - heardAt
        hub.tell(freshness.readerIsSilent(for: silence), at: services.clock)
    }

    /// How long what was handed to this loop has been waiting for it; from any thread.
    package nonisolated func feedWait(at now: MonotonicTime) -> Duration {
        feed.withLock { $0.waitingSince }.map { now.sinceOrigin - $0 } ?? .zero
    }

    private nonisolated func callForFeed() {
        loop.execute { self.assumeIsolated { $0.takeFeed() } }
    }

    /// Takes what may be worked off in this turn, and the rest in the next.
    private func takeFeed() {
        let portion = feed.withLock { $0.take() }
        if let oldest = portion.batches.first {
            noteWait(MonotonicTime.now.sinceOrigin - oldest.handedAt)
        }
        for batch in portion.batches { take(batch) }
        for event in portion.ephemeral {
            hub.take(event)
            planSettling(of: event.payload.count)
        }
        if portion.isLast {
            hub.tell(freshness.caughtUp(), at: services.clock)
        } else {
            loop.inNextTurn { self.assumeIsolated { $0.takeFeed() } }
        }
        planSettling(of: 0)
    }

    private func noteWait(_ wait: Duration) {
        let wasBehind = freshness.isBehind
        hub.tell(freshness.takes(after: wait), at: services.clock)
        if freshness.isBehind && !wasBehind {
            services.report(.loopHeldUp(loop: loop.name, wait))
        }
    }

    private func take(_ batch: FeedBatch) {
        if fanOutBegan == nil, batch.eventBytes > 0 { fanOutBegan = .now }
        hub.take(
            batch, &freshness, now: MonotonicTime.now.sinceOrigin, wall: services.clock,
            // The hub itself knows nothing of ends that were skipped.
            isOver: { isRevoked($0) })
        if batch.locates { isLocated = true }
        planSettling(of: batch.eventBytes)
    }
}
