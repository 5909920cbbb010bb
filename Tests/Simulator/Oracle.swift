import Accounts
import Events
import Hub
import LiveProtocol

/// Knows what is true, and blames whoever shows something else.
///
/// The truth is the list of committed events of the surviving epoch. While things go wrong it looks
/// at each event as a client gets it; when the world has come to rest, at all that clients hold.
final class Oracle {
    unowned(unsafe) let world: Simulation
    /// What was wrong first; nil while nothing was.
    private(set) var verdict: String?
    /// Events that clients took.
    private(set) var deliveries = 0
    /// Frames that stood for several events of an entity.
    private(set) var conflations = 0
    /// Where the history was each half second, the last thirteen of them.
    var heads: [Cursor] = []
    private var readings: [(event: [UInt8], reading: Reading)?] = Array(repeating: nil, count: 64)

    init(of world: Simulation) {
        self.world = world
    }

    /// Ends the story with a verdict; the first one counts.
    func blame(_ what: String) {
        guard verdict == nil else { return }
        verdict = what
        world.story.tell("ORACLE", what)
        world.schedule.stop()
    }

    // MARK: - While it goes on

    /// A client takes an event: it is the next one of its topic, byte for byte.
    func delivered(_ frame: EventFrame, to client: SimulatedClient, on view: TopicView) {
        guard let cursor = frame.cursor else { return }
        deliveries += 1
        if frame.conflated != nil { conflations += 1 }
        world.story.tell(client.name, "\(view.topic.short) gets \(cursor.seq)")
        let committed = world.postgres.reading(of: frame.event, at: cursor.seq)
        guard let event = committed ?? reading(of: frame.event) else {
            return blame(client, view, "the event at \(cursor) cannot be read")
        }
        if let fault = fault(of: cursor, event, on: view)
            ?? fault(of: cursor, committed != nil, against: view)
            ?? faultOfRights(cursor, view, client, before: cursor.seq)
        {
            return blame(client, view, fault)
        }
        view.take(event, at: cursor)
    }

    private func blame(_ client: SimulatedClient, _ view: TopicView, _ what: String) {
        blame("\(client.name) on \(view.topic.short): \(what)")
    }

    /// Against what the client holds.
    private func fault(of cursor: Cursor, _ event: Reading, on view: TopicView) -> String? {
        guard let base = view.base else {
            return "\(cursor) came before it was told where it begins"
        }
        if base.epoch != cursor.epoch {
            return "\(cursor) is of another history than what it holds since \(base)"
        }
        if cursor.seq <= view.last { return "\(cursor) came after \(view.last)" }
        if let types = view.types, !types.contains(event.type) {
            return "\(event.type) at \(cursor) was not asked for"
        }
        return nil
    }

    /// Against the history, unless the cursor is of one that is over or in doubt.
    private func fault(
        of cursor: Cursor, _ isCommitted: Bool, against view: TopicView
    ) -> String? {
        guard world.postgres.isOfHistory(cursor.epoch) else { return nil }
        guard isCommitted else {
            return "the event at \(cursor) is not the one that was committed"
        }
        guard view.topic.kind.delivery == .lossless, let missed = world.postgres.firstDue(on: view),
            missed < cursor.seq
        else { return nil }
        return "\(missed) is missing before \(cursor)"
    }

    /// A connection keeps the order, so a hub that sends `prev` truly never shows a gap.
    func missed(_ topic: String, after: Cursor, upTo: Cursor, on client: SimulatedClient) {
        blame("\(client.name) on \(topic): nothing came between \(after) and \(upTo)")
    }

    /// A mark says that everything up to it was sent: then the client has it.
    func marked(_ cursor: Cursor, _ name: String?, on client: SimulatedClient) {
        guard client.isLive, world.postgres.isOfHistory(cursor.epoch) else { return }
        for view in client.views where name == nil || view.name == name {
            guard let base = view.base, base.epoch == cursor.epoch, !view.isLoading else {
                continue
            }
            if let fault = fault(at: cursor, of: view) { blame(client, view, fault) }
        }
    }

    private func fault(at mark: Cursor, of view: TopicView) -> String? {
        switch view.topic.kind.delivery {
        case .lossless:
            guard let due = world.postgres.firstDue(on: view), due <= mark.seq else { return nil }
            return "\(due) is missing at \(mark)"
        case .state:
            guard let (index, version) = world.postgres.firstNewer(than: view, at: mark.seq) else {
                return nil
            }
            return "\(world.domain.entities[index].subject) v\(version) is missing at \(mark)"
        }
    }

    /// A connection ends: of a state topic, what was not sent of an entity has been replaced by
    /// something newer, which comes after the client's position.
    func parted(_ client: SimulatedClient) {
        for view in client.views where view.topic.kind.delivery == .state && !view.isLoading {
            guard let base = view.base, world.postgres.isOfHistory(base.epoch) else { continue }
            for (entity, next) in world.postgres.older(in: view) {
                guard let next else {
                    let subject = world.domain.entities[entity].subject
                    return blame(client, view, "\(subject) is older than \(view.last), for good")
                }
                view.owes(entity, at: next)
            }
        }
    }

    /// A client takes a snapshot: its rights were those of the snapshot's moment, which what ended a
    /// session at that very place belongs to.
    func replaced(_ view: TopicView, at cursor: Cursor, of client: SimulatedClient) {
        if let fault = faultOfRights(cursor, view, client, before: cursor.seq + 1) {
            blame(client, view, "the snapshot at \(fault)")
        }
    }

    /// Nothing that needs a right comes after the event that took the session's rights.
    private func faultOfRights(
        _ cursor: Cursor, _ view: TopicView, _ client: SimulatedClient, before limit: Int64
    ) -> String? {
        guard view.needsRights, world.postgres.isOfHistory(cursor.epoch),
            let session = client.session, let end = world.postgres.end(of: session),
            end < limit
        else { return nil }
        return "\(cursor) came although its session was revoked at \(end)"
    }

    /// What an event says that is of another history; a broadcast brings it to many.
    private func reading(of event: [UInt8]) -> Reading? {
        // Within the event's id, which tells events apart.
        let slot = event.dropFirst(28).prefix(32).reduce(0) { $0 &* 7 &+ Int($1) } & 63
        if let known = readings[slot], known.event == event { return known.reading }
        let reading = Reading(of: event, in: world.domain)
        readings[slot] = reading.map { (event, $0) }
        return reading
    }

    // MARK: - When it is over

    /// The world has come to rest: everybody holds what is true, and nothing is left behind.
    func judge() {
        judgeHistory()
        for node in world.nodes { judge(node) }
        for client in world.clients { judge(client) }
    }

    private func judgeHistory() {
        let state = world.postgres.state
        if world.postgres.isInDoubt {
            blame("the history was taken back, and no new epoch began")
        }
        if state.committed != state.events.count {
            blame("\(state.committed) events were committed, \(state.events.count) sequenced")
        }
        var versions: [String: Int64] = [:]
        for (entry, reading) in zip(state.events, state.readings)
        where entry.type != AccountEvents.sessionRevoked {
            if reading.version != versions[entry.subject, default: 0] + 1 {
                blame("\(entry.subject) v\(reading.version) at \(entry.seq) is out of order")
            }
            versions[entry.subject] = reading.version
        }
    }

    private func judge(_ node: SimulatedNode) {
        guard let process = node.process else { return blame("\(node.name) did not come back") }
        if let reason = process.reader.staleReason {
            blame("\(node.name) is still stale: \(reason)")
        }
        for loop in process.loops { judge(loop, of: process) }
    }

    private func judge(_ loop: NodeLoop, of process: NodeProcess) {
        if loop.hub.position != process.reader.delivered {
            blame("\(loop.name) is at \(loop.hub.position), and was handed more")
        }
        let links = world.clients.filter { client in
            loop.connections.contains { $0.map { $0.link === client.link } ?? false }
        }
        if loop.hub.connectionCount != links.count {
            blame(
                "\(loop.name) serves \(loop.hub.connectionCount) connections of"
                    + " \(links.count) clients")
        }
    }

    private func judge(_ client: SimulatedClient) {
        guard client.isLive else { return blame("\(client.name) did not come back") }
        if !client.showsFresh { blame("\(client.name) still shows that it is stale") }
        for view in client.views { judge(view, of: client) }
        let state = world.postgres.state
        let head = Cursor(epoch: state.history.epoch, seq: state.head)
        if let follower = client as? FollowingClient, !follower.isAtEnd(head) {
            blame("\(client.name) was not told that it is at \(head)")
        }
    }

    private func judge(_ view: TopicView, of client: SimulatedClient) {
        let state = world.postgres.state
        let at = "\(client.name) on \(view.topic.short)"
        guard let base = view.base, base.epoch == state.history.epoch else {
            return blame(
                "\(at) holds a history that is over, from \(view.base?.description ?? "-")")
        }
        switch view.topic.kind.delivery {
        case .lossless:
            let due = state.seqs(onTopic: view.number, after: base.seq).filter {
                view.isDue($0, state)
            }
            if Array(due) != view.events {
                let lost = due.filter { !view.events.contains($0) }
                blame("\(at) holds \(view.events.count) of \(due.count) events; lost: \(lost)")
            }
        case .state:
            for index in world.domain.entities(onTopic: view.number) {
                compare(view, index, state.entities[index], at)
            }
        }
    }

    private func compare(
        _ view: TopicView, _ index: Int, _ entity: DatabaseState.Entity, _ at: String
    ) {
        let held = view.entities[index]
        guard held?.id != entity.event else { return }
        let subject = world.domain.entities[index].subject
        blame("\(at) shows \(subject) v\(held?.version ?? 0), it is at v\(entity.version)")
    }
}

extension TopicView {
    /// Whether the event at `seq` is one that was asked for.
    fileprivate func isDue(_ seq: Int64, _ state: DatabaseState) -> Bool {
        guard let types else { return true }
        return state.event(at: seq).map { types.contains($0.type) } ?? false
    }
}
