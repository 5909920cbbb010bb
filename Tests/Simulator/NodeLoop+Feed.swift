import Accounts
import Events
import Hub

/// What comes to all loops of a node from its log reader, as the shard takes it.
extension NodeLoop {
    /// Hands on what the log reader found; from any loop.
    func deliver(_ batch: FeedBatch) {
        let overruns = feed.overruns
        if feed.add(batch) { mail(FeedCall(of: self)) }
        guard feed.overruns > overruns else { return }
        world.story.tell(name, "is too far behind")
        world.feedOverruns += 1
    }

    /// Tells the loop that something waits for it, and again while there is more than it takes in one
    /// turn.
    private final class FeedCall: Errand {
        private let loop: NodeLoop

        init(of loop: NodeLoop) { self.loop = loop }

        override func proceed() {
            if loop.isStanding {
                loop.turn { [self] in loop.takeFeed(by: self) }
            } else {
                loop.run { loop.takeFeed(by: self) }
            }
        }
    }

    /// Takes what may be worked off in this turn, and the rest in the next.
    private func takeFeed(by call: FeedCall) {
        let portion = feed.take()
        if let oldest = portion.batches.first { noteWait(now - oldest.handedAt) }
        for batch in portion.batches { take(batch) }
        if portion.isLast {
            hub.tell(freshness.caughtUp(), at: wall)
        } else {
            world.schedule.after(.microseconds(20), call)
        }
        noteFreshness()
    }

    /// Says that the loop is out of date when nothing is heard of the log reader.
    func watchReader() {
        guard let heardAt = feed.heardAt else { return }
        hub.tell(freshness.readerIsSilent(for: now - heardAt), at: wall)
        noteFreshness()
    }

    private func noteFreshness() {
        let isStale = hub.staleSince != nil
        if isStale != (staleSince != nil) {
            world.story.tell(name, isStale ? "calls itself stale" : "calls itself fresh")
        }
        staleSince = isStale ? staleSince ?? now : nil
    }

    private func wall() -> Timestamp { node.wall }

    private func noteWait(_ wait: Duration) {
        let wasBehind = freshness.isBehind
        hub.tell(freshness.takes(after: wait), at: wall)
        isOverdue = wait >= world.sizes.feedPatience
        guard freshness.isBehind && !wasBehind else { return }
        world.story.tell(name, "let events wait for \(wait)")
    }

    private func take(_ batch: FeedBatch) {
        tell(batch.notices)
        hub.take(batch, &freshness, now: now, wall: wall, isOver: { revoked.refuses($0) })
        if batch.locates { isLocated = true }
    }

    private func tell(_ notices: [LogReader.Notice]) {
        for notice in notices {
            switch notice {
            case .restarted(let cursor, _, let reason):
                world.story.tell(name, "begins again at \(cursor): \(reason)")
            case .entries(let entries):
                world.story.tell(name, "delivers up to \(entries.last?.seq ?? 0)")
            case .fresh: world.story.tell(name, "is fresh")
            case .stale(let reason, _): world.story.tell(name, "is stale: \(reason)")
            }
        }
    }
}
