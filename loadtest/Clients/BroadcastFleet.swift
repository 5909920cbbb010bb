import Events
import Histogram
import LiveClient
import Net

/// Clients of a plain broadcast server that live in this process, and what they got. *(loop)*
final class BroadcastFleet: Fleet {
    private struct Member {
        var client: BroadcastClient?
        var due: MonotonicTime
        var isOpen = false
        var track = TopicTrack()
    }

    private let plan: FleetPlan
    private let loop: EventLoop
    private let endpoint: LiveConnection.Endpoint
    private let startedAt: MonotonicTime
    private var members: [Member] = []
    private var memo = BroadcastMemo()
    private let reads = BroadcastReads()
    private var tally = FleetTally()
    private var connectTimes = Histogram<UInt64>.microseconds()
    private var deliveryTimes = Histogram<UInt64>.microseconds()
    private var isStopping = false

    /// A fleet that connects from `startedAt` on, at the pace of its plan.
    init(_ plan: FleetPlan, startingAt startedAt: MonotonicTime, on loop: EventLoop) throws {
        guard let url = ServerURL(parsing: plan.url) else { throw FleetError.badURL(plan.url) }
        self.plan = plan
        self.loop = loop
        self.startedAt = startedAt
        endpoint = LiveConnection.Endpoint(
            address: try url.resolve(), host: url.authority,
            path: url.path.isEmpty ? "/" : url.path)
        tally.fleet = plan.id
        members.reserveCapacity(plan.clients)
    }

    func start() {
        guard !isStopping else { return }
        let due = min(plan.clients, Int(((.now - startedAt) / .seconds(1)) * plan.connectRate) + 1)
        while members.count < due { launch(members.count) }
        if members.count < plan.clients { loop.after(.milliseconds(5)) { [self] in start() } }
    }

    func stir() {}

    // A plain broadcast keeps nothing for those who are away.
    func stayAway() {}

    func comeBack(missed: Int) {}

    func settle() {}

    func stop() {
        isStopping = true
        for member in members { member.client?.close() }
    }

    func committed(_ change: String, at time: Timestamp) {}

    func takeTally() -> FleetTally {
        tally.live = members.reduce(0) { $1.isOpen ? $0 + 1 : $0 }
        tally.connectTimes = TimesDelta(taking: &connectTimes)
        tally.deliveryTimes = TimesDelta(taking: &deliveryTimes)
        return tally
    }

    func audit() -> FleetAudit {
        let rows = members.map { member in
            FleetAudit.Row(
                topic: plan.topics[0], start: member.track.start, count: member.track.count,
                sum: member.track.sum)
        }
        return FleetAudit(
            fleet: plan.id,
            rows: FleetAudit.joined(rows.map { FleetAudit.Counted(value: $0, clients: 1) }))
    }

    private func launch(_ index: Int) {
        var endpoint = endpoint
        endpoint.source = plan.source(of: plan.firstClient + index)
        members.append(Member(due: plan.due(index, from: startedAt)))
        tally.begun += 1
        do {
            members[index].client = try BroadcastClient(
                to: endpoint, on: loop, number: index, reads: reads, listener: self)
        } catch {
            tally.endings["no connection: \(error)", default: 0] += 1
        }
        loop.after(endpoint.timeout) { [self] in expire(index) }
    }

    /// Gives a connection up that does not come to stand.
    private func expire(_ index: Int) {
        guard !isStopping, !members[index].isOpen, let client = members[index].client else {
            return
        }
        client.close()
        members[index].client = nil
        tally.endings["no connection in time", default: 0] += 1
    }
}

extension BroadcastFleet: BroadcastClientListener {
    func connected(_ client: BroadcastClient) {
        tally.welcomes += 1
        members[client.number].isOpen = true
        // Before the first message, whose number is 0.
        members[client.number].track.begin(at: -1)
        connectTimes.record(.now - members[client.number].due)
    }

    func received(_ texts: [[UInt8]], by client: BroadcastClient) {
        let now = WallClock.now
        for message in memo.messages(in: texts) {
            guard let message else {
                tally.unreadable += 1
                continue
            }
            tally.frames += 1
            deliveryTimes.record(from: message.at.microseconds, to: now.microseconds)
            received(message.seq, by: client.number)
        }
    }

    private func received(_ seq: Int64, by number: Int) {
        guard seq <= members[number].track.last else {
            members[number].track.received(seq)
            return
        }
        switch members[number].track.repeated(seq) {
        case .doubled: tally.doubled += 1
        case .outOfOrder: tally.outOfOrder += 1
        }
    }

    func ended(_ client: BroadcastClient, _ end: ClientEnd) {
        guard !isStopping else { return }
        members[client.number].isOpen = false
        members[client.number].client = nil
        tally.endings["a connection ended: \(end)", default: 0] += 1
    }
}
