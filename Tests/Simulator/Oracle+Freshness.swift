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
    /// so has each of its loops.
    func watchFreshness() {
        let postgres = world.postgres
        let head = Cursor(epoch: postgres.state.history.epoch, seq: postgres.state.head)
        heads.append(head)
        var due: Cursor?
        if heads.count == 10 {
            let first = heads.removeFirst()
            if !postgres.isInDoubt, first.epoch == head.epoch { due = first }
        }
        for node in world.nodes {
            guard let process = node.process else { continue }
            if let due { watchFreshness(of: process, due) }
            for loop in process.loops { watchFreshness(of: loop, after: process.reader) }
        }
        world.schedule.after(.milliseconds(500)) { [self] in watchFreshness() }
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

    /// A loop that does not stand is where the log reader is, and as fresh as it.
    private func watchFreshness(of loop: NodeLoop, after reader: LogReader) {
        let now = world.schedule.now
        guard !loop.isStanding, now - loop.stoodAt > Self.haste else { return }
        if let since = loop.feed.waitingSince {
            if now - since > Self.haste { blame("\(loop.name) does not take what waits for it") }
            return
        }
        guard loop.isLocated, let delivered = reader.delivered else { return }
        if loop.hub.position != delivered {
            blame("\(loop.name) is at \(loop.hub.position), its log reader at \(delivered)")
        }
        if (loop.staleSince == nil) != (reader.staleReason == nil) {
            let words = loop.staleSince == nil ? "fresh" : "stale"
            blame("\(loop.name) calls itself \(words), unlike its log reader")
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
