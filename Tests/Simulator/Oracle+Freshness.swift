import Events
import Hub

/// Blames whoever calls itself up to date and is not.
extension Oracle {
    /// A client is shown an event that waited for its loop for too long: it was told before.
    func overdue(on client: SimulatedClient) {
        guard client.showsFresh else { return }
        blame("\(client.name) shows that it is up to date, with an event that waited for its loop")
    }

    /// Each half second: a node that calls itself fresh has delivered what was numbered 4.5 s ago, and
    /// each of its loops what was numbered 6 s ago.
    func watchFreshness() {
        heads.append(head)
        if heads.count > 13 { heads.removeFirst() }
        let (due, dueOnLoops) = (head(before: 9), head(before: 12))
        for node in world.nodes {
            guard let process = node.process else { continue }
            if let due { watchFreshness(of: process, due) }
            for loop in process.loops {
                if let dueOnLoops { watchFreshness(of: loop, dueOnLoops) }
                watchFreshness(of: loop, in: process)
            }
        }
        world.schedule.after(.milliseconds(500)) { [self] in watchFreshness() }
    }

    private var head: Cursor {
        let state = world.postgres.state
        return Cursor(epoch: state.history.epoch, seq: state.head)
    }

    /// Where the history was so many half seconds ago, unless it is another one by now.
    private func head(before count: Int) -> Cursor? {
        guard heads.count > count, !world.postgres.isInDoubt else { return nil }
        let head = heads[heads.count - 1 - count]
        return head.epoch == self.head.epoch ? head : nil
    }

    private func watchFreshness(of process: NodeProcess, _ due: Cursor) {
        guard !process.isStanding, process.reader.staleReason == nil,
            let delivered = process.reader.delivered,
            delivered.epoch != due.epoch || delivered.seq < due.seq
        else { return }
        blame(
            "\(process.node.name) calls itself fresh at \(delivered), 4.5 s after \(due) was"
                + " numbered")
    }

    /// How soon a loop that does not stand takes what is handed to it, and how soon its clients know.
    private static let haste = Duration.milliseconds(200)

    /// Whether it has not stood for long enough to have spoken since.
    private func isAwake(_ loop: NodeLoop) -> Bool {
        !loop.isStanding && loop.isLocated && world.schedule.now - loop.stoodAt > Self.haste
    }

    private func watchFreshness(of loop: NodeLoop, _ due: Cursor) {
        let position = loop.hub.position
        guard isAwake(loop), loop.staleSince == nil,
            position.epoch != due.epoch || position.seq < due.seq
        else { return }
        blame("\(loop.name) calls itself fresh at \(position), 6 s after \(due) was numbered")
    }

    /// A loop that does not stand is where the log reader is, and as fresh as it.
    private func watchFreshness(of loop: NodeLoop, in process: NodeProcess) {
        let now = world.schedule.now
        guard isAwake(loop), let delivered = process.reader.delivered else { return }
        if let since = loop.feed.waitingSince {
            if now - since > Self.haste { blame("\(loop.name) does not take what waits for it") }
            return
        }
        if loop.hub.position != delivered {
            blame("\(loop.name) is at \(loop.hub.position), its log reader at \(delivered)")
        }
        if loop.staleSince == nil, let reason = process.reader.staleReason {
            blame("\(loop.name) calls itself fresh, its log reader says: \(reason)")
        }
        if loop.staleSince != nil, process.reader.staleReason == nil, isAwake(process.home) {
            blame("\(loop.name) calls itself stale, unlike its log reader")
        }
        guard let since = loop.staleSince, now - since > Self.haste else { return }
        for case let connection? in loop.connections where connection.isQuiet(at: now) {
            for client in world.clients where client.link === connection.link && client.showsFresh {
                blame("\(client.name) does not know that \(loop.name) is stale")
            }
        }
    }
}

extension ServerConnection {
    /// Whether all that it sent has come, and nothing waits.
    fileprivate func isQuiet(at now: Duration) -> Bool {
        !isLeaving && outbox.isEmpty && !isBlocked && link.isQuiet(at: now)
    }
}
