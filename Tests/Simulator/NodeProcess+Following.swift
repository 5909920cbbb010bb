import Accounts
import Events
import Hub

/// What the log reader's driver does, and how its notices get to all loops.
extension NodeProcess {
    func follow(after input: LogReader.Input) {
        guard reader.wouldRestart(after: input, now: now) else {
            return go(on: reader.next(after: input, now: now))
        }
        let postgres = world.postgres
        postgres.ask(self.postgres, { postgres.revokedSessions }) { [self] in
            guard case .success(let sessions) = $0 else { return follow(after: .historyFailed) }
            for session in sessions { revoked.insert(session) }
            go(on: reader.next(after: input, now: now))
        }
    }

    /// Says what the time alone makes of the node, while an action is on its way.
    func lookAtTime() {
        hand(reader.noticesOfTime(at: now))
        for loop in loops { loop.feed.hear(at: now) }
    }

    private func go(on reaction: LogReader.Reaction) {
        hand(reaction.notices)
        perform(reaction.action)
    }

    private func perform(_ action: LogReader.Action) {
        let (postgres, redis) = (world.postgres, world.redis)
        switch action {
        case .locate:
            postgres.ask(self.postgres, { postgres.historyHead }) { [self] in
                follow(after: (try? $0.get()).map { .located($0) } ?? .historyFailed)
            }
        case .tail(let epoch, let after, let limit, let wait):
            redis.read(epoch, after: after, limit: limit, wait: wait, self.redis) { [self] in
                follow(after: (try? $0.get()).map { .tailed($0) } ?? .logFailed)
            }
        case .readWatermark:
            redis.watermark(self.redis) { [self] in
                switch $0 {
                case .success(let watermark): follow(after: .watermark(watermark))
                case .failure: follow(after: .logFailed)
                }
            }
        case .readHistory(let after, let limit):
            postgres.readPage(self.postgres, after: after, limit: limit) { [self] in
                follow(after: (try? $0.get()).map { .history($0) } ?? .historyFailed)
            }
        case .reconnectLog, .renewHistory: pause(.zero)
        case .wait(let duration): pause(duration)
        }
    }

    private func pause(_ duration: Duration) {
        world.schedule.after(duration) { [self] in
            turn { [self] in follow(after: .woken) }
        }
    }

    /// The node itself learns who was revoked before its subscribers do, on whatever loop.
    private func hand(_ notices: [LogReader.Notice]) {
        if notices.isEmpty { return }
        for case .entries(let entries) in notices {
            for session in entries.compactMap(AccountEvents.revokedSession) {
                revoked.insert(RevokedSession(id: session, at: node.wall))
            }
        }
        let batch = FeedBatch(notices, at: now)
        for loop in loops { loop.deliver(batch) }
    }
}
