import Events
import Histogram
import LiveClient
import LiveProtocol
import Net
import Wire

/// Clients of the hub that live in this process, and what they got. *(loop)*
final class HubFleet: Fleet {
    let plan: FleetPlan
    let loop: EventLoop
    /// Where the nodes are; client n connects to each in turn.
    private let nodes: [LiveConnection.Endpoint]
    /// The fields of a handshake for each token, shared by those who carry it.
    private let credentials: [HTTPFields]
    private let memo = ServerMessageMemo()
    private var facts = EventFactsMemo()
    private var commits = CommitBook()
    private let views = SeatViews()
    var subscribers: [Subscriber] = []
    var tally = FleetTally()
    private var epoch: Epoch?
    private var times = Times()
    /// The number of each topic, for what comes by it.
    private let topicIndex: [String: Int]
    /// The topic that was looked up last: a broadcast comes to many by the same.
    private var lastTopic: (name: String, index: Int)?
    private let startedAt: MonotonicTime
    private var unreadable = 0
    private var isStopping = false
    private var isSettling = false
    /// When all were let back after `stayAway`.
    private var cameBackAt: MonotonicTime?
    private var random = SystemRandomNumberGenerator()

    private struct Times {
        var connect = Histogram<UInt64>.microseconds()
        var standing = Histogram<UInt64>.microseconds()
        var delivery = Histogram<UInt64>.microseconds()
        var commit = CommitTimes()
        var slow = Histogram<UInt64>.microseconds()
        var resume = Histogram<UInt64>.microseconds()
        var overdue = Histogram<UInt64>.microseconds()
        var catchUp = Histogram<UInt64>.microseconds()
        var stale = Histogram<UInt64>.microseconds()
    }

    /// A fleet that connects from `startedAt` on, at the pace of its plan.
    init(_ plan: FleetPlan, startingAt startedAt: MonotonicTime, on loop: EventLoop) throws {
        self.plan = plan
        self.loop = loop
        self.startedAt = startedAt
        let tls = try plan.secure?.client()
        nodes = try plan.urls.map { text in
            guard let url = ServerURL(parsing: text) else { throw FleetError.badURL(text) }
            return LiveConnection.Endpoint(
                address: try url.resolve(), host: url.authority,
                path: url.path.isEmpty ? "/api/v1/ws" : url.path,
                tls: tls.flatMap { url.destination($0) })
        }
        topicIndex = Dictionary(
            zip(plan.topics, plan.topics.indices), uniquingKeysWith: { first, _ in first })
        credentials = plan.tokens.map { ["Authorization": "Bearer \($0)"] }
        tally.fleet = plan.id
        precondition(!plan.keepsViews || plan.perClient == 1, "a view is of one topic")
        subscribers.reserveCapacity(plan.clients)
    }

    func start() { launch() }

    func stir() { churn() }

    func settle() {
        isSettling = true
        for subscriber in subscribers { subscriber.connection?.setReadRate(nil) }
    }

    func stop() {
        isStopping = true
        for subscriber in subscribers { subscriber.connection?.stop() }
    }

    func committed(_ change: String, at time: Timestamp) {
        for latency in commits.committed(change, at: time) {
            record(from: time.microseconds, to: (time + latency).microseconds)
        }
    }

    func takeTally() -> FleetTally {
        tally.unreadable = unreadable + views.unreadable
        tally.live = subscribers.reduce(0) { $1.connection?.isLive == true ? $0 + 1 : $0 }
        tally.connectTimes = TimesDelta(taking: &times.connect)
        tally.standingTimes = TimesDelta(taking: &times.standing)
        tally.deliveryTimes = TimesDelta(taking: &times.delivery)
        tally.commitTimes = times.commit.take()
        tally.slowTimes = TimesDelta(taking: &times.slow)
        tally.stale = subscribers.reduce(0) { $1.staleSince == nil ? $0 : $0 + 1 }
        tally.resumeTimes = TimesDelta(taking: &times.resume)
        tally.overdueTimes = TimesDelta(taking: &times.overdue)
        tally.catchUpTimes = TimesDelta(taking: &times.catchUp)
        tally.staleTimes = TimesDelta(taking: &times.stale)
        return tally
    }

    func audit() -> FleetAudit {
        var audit = FleetAudit(fleet: plan.id, epoch: epoch?.description)
        for subscriber in subscribers {
            for (place, topic) in plan.topicIndices(of: subscriber.number).enumerated() {
                let track = subscriber.tracks[place]
                let row = FleetAudit.Row(
                    topic: plan.topics[topic], start: track.start, count: track.count,
                    sum: track.sum)
                audit.rows.append(.init(value: row, clients: 1))
                guard plan.keepsViews else { continue }
                let view = FleetAudit.View(
                    topic: plan.topics[topic], digest: subscriber.view?.digest)
                audit.views.append(.init(value: view, clients: 1))
            }
        }
        audit.views = FleetAudit.joined(audit.views)
        audit.rows = FleetAudit.joined(audit.rows)
        return audit
    }

    // MARK: - Connecting and leaving

    /// Launches those that are due, then waits a little.
    private func launch() {
        guard !isStopping else { return }
        let due = min(plan.clients, Int(((.now - startedAt) / .seconds(1)) * plan.connectRate) + 1)
        while subscribers.count < due { launch(subscribers.count) }
        if subscribers.count < plan.clients {
            loop.after(.milliseconds(5)) { [self] in launch() }
        }
    }

    private func launch(_ index: Int) {
        let number = plan.firstClient + index
        let due = plan.due(index, from: startedAt)
        let topics = plan.topicIndices(of: number)
        let subscriber = Subscriber(
            number: number, isSlow: plan.isSlow(number), due: due, topics: topics.count, self)
        subscribers.append(subscriber)
        tally.begun += 1
        let connection = LiveConnection(
            to: endpoint(of: number), on: loop, machine: machine(of: number),
            memo: memo, listener: subscriber)
        subscriber.connection = connection
        connection.follow(
            topics.map { plan.topics[$0] },
            options: SubscriptionOptions(takesSnapshot: plan.takesSnapshot))
        connection.start()
    }

    func stayAway() {
        for subscriber in subscribers {
            tally.cuts += 1
            subscriber.isCut = true
            subscriber.connection?.stayAway()
        }
    }

    func comeBack(missed: Int) {
        let now = MonotonicTime.now
        cameBackAt = now
        for subscriber in subscribers {
            subscriber.isCut = false
            subscriber.lostAt = now
            subscriber.missing = missed
            subscriber.connection?.comeBack()
        }
    }

    private func machine(of number: Int) -> ClientMachine {
        var configuration = ClientMachine.Configuration()
        // Connections that we cut ourselves are no reason to back off.
        if plan.churn != nil { configuration.stableAfter = .zero }
        return ClientMachine(configuration: configuration, seed: UInt64(number))
    }

    private func endpoint(of number: Int) -> LiveConnection.Endpoint {
        var endpoint = nodes[number % nodes.count]
        if let token = plan.tokenIndex(of: number) { endpoint.fields = credentials[token] }
        endpoint.source = plan.source(of: number)
        if plan.isSlow(number) { endpoint.readRate = plan.slow?.bytesPerSecond }
        return endpoint
    }

    /// Cuts as many connections as end in one step of time, each as likely as any other.
    private func churn() {
        guard let churn = plan.churn, !isStopping, !isSettling else { return }
        let step = 0.02
        let chance = step / churn.meanLifetimeSeconds
        for subscriber in subscribers
        where Double.random(in: 0..<1, using: &random) < chance {
            guard let connection = subscriber.connection, connection.isLive else { continue }
            tally.cuts += 1
            subscriber.isCut = true
            connection.cut()
        }
        loop.after(.seconds(1) * step) { [self] in self.churn() }
    }
}

// MARK: - What the clients hear

extension HubFleet {
    func heard(_ action: ClientAction, by subscriber: Subscriber) {
        guard !isStopping else { return }
        switch action {
        case .welcomed: welcomed(subscriber)
        case .deliver(let frames): delivered(frames, to: subscriber)
        case .standing(let topic, let cursor): stood(topic, at: cursor, subscriber)
        case .replace(let topic, let cursor, let state):
            began(topic, at: cursor, subscriber)
            if plan.keepsViews { subscriber.view = views.snapshot(of: topic, state) }
        case .reload(let topic, let cursor):
            began(topic, at: cursor, subscriber)
            subscriber.view = nil
        case .repeated(let topic, let cursor): repeated(topic, cursor, subscriber)
        case .passed(let topic, let cursor): passed(topic, cursor, subscriber)
        case .gap(let topic, _, let upTo):
            tally.missedInPlace += 1
            withTrack(of: topic, subscriber) { $0.missed(upTo: upTo.seq) }
        case .unreadable: unreadable += 1
        case .rejected(let topic, let code):
            end("the topic \(topic.prefix { $0 != ":" }) was refused: \(code.rawValue)")
        case .failed(let error): end("a request failed: \(error.message)")
        case .interrupted(let end): interrupted(end, subscriber)
        case .ended(let end): self.end("a client was sent away, \(Self.words(end))")
        case .stale: becameStale(subscriber)
        case .fresh:
            subscriber.isToldStale = false
            becameFresh(subscriber)
        case .connect, .disconnect, .send: break
        }
    }

    private func becameStale(_ subscriber: Subscriber) {
        subscriber.isToldStale = true
        subscriber.staleSince = subscriber.staleSince ?? .now
    }

    /// Also without a connection a client has to show that it may be out of date.
    private func becameFresh(_ subscriber: Subscriber) {
        guard let since = subscriber.staleSince, !subscriber.isToldStale,
            subscriber.lostAt == nil
        else { return }
        times.stale.record(.now - since)
        subscriber.staleSince = nil
    }

    private func end(_ reason: String) { tally.endings[reason, default: 0] += 1 }

    private func welcomed(_ subscriber: Subscriber) {
        tally.welcomes += 1
        if let due = subscriber.due { times.connect.record(.now - due) }
        if subscriber.tracks.isEmpty { subscriber.due = nil }
    }

    private func interrupted(_ end: ClientEnd, _ subscriber: Subscriber) {
        if subscriber.isCut {
            // Counted where it was cut.
        } else if subscriber.isSlow {
            tally.slowInterruptions[Self.words(end), default: 0] += 1
        } else {
            tally.interruptions[Self.words(end), default: 0] += 1
        }
        subscriber.isCut = false
        subscriber.isToldStale = false
        if subscriber.due == nil {
            subscriber.lostAt = subscriber.lostAt ?? .now
            subscriber.staleSince = subscriber.staleSince ?? .now
        }
        if plan.failsOver { moveOn(subscriber) }
    }

    private func moveOn(_ subscriber: Subscriber) {
        subscriber.moves += 1
        let node = nodes[(subscriber.number + subscriber.moves) % nodes.count]
        subscriber.connection?.move(to: node.address, host: node.host)
    }

    private func stood(_ topic: String, at cursor: Cursor?, _ subscriber: Subscriber) {
        if let cursor {
            epoch = epoch ?? cursor.epoch
            withTrack(of: topic, subscriber) { $0.stood(at: cursor.seq) }
        }
        standsAll(subscriber)
    }

    private func began(_ topic: String, at cursor: Cursor, _ subscriber: Subscriber) {
        epoch = epoch ?? cursor.epoch
        withTrack(of: topic, subscriber) { track in
            if track.start != nil { tally.restarts += 1 }
            track.begin(at: cursor.seq)
        }
        standsAll(subscriber)
    }

    private func standsAll(_ subscriber: Subscriber) {
        guard subscriber.connection?.isLive == true else { return }
        if let due = subscriber.due { times.standing.record(.now - due) }
        if let lostAt = subscriber.lostAt { stoodAgain(subscriber, after: .now - lostAt) }
        subscriber.due = nil
        subscriber.lostAt = nil
        becameFresh(subscriber)
    }

    private func stoodAgain(_ subscriber: Subscriber, after time: Duration) {
        times.resume.record(time)
        times.overdue.record(time - (subscriber.connection?.assignedPause ?? .zero))
        tally.returns[WallClock.now.microseconds / 1_000_000, default: 0] += 1
    }

    /// Counts an event down that a client has missed while all were told to stay away.
    private func caughtUpOne(_ subscriber: Subscriber) {
        subscriber.missing -= 1
        guard subscriber.missing == 0, let cameBackAt else { return }
        tally.caughtUp += 1
        times.catchUp.record(.now - cameBackAt)
    }

    private func delivered(_ frames: [EventFrame], to subscriber: Subscriber) {
        tally.frames += frames.count
        let known = facts.facts(of: frames)
        if known[0].seq != nil {
            withTrack(of: frames[0].topic, subscriber) { track in
                for fact in known { if let seq = fact.seq { track.received(seq) } }
            }
        }
        for frame in frames {
            if subscriber.missing == 0, subscriber.view == nil { break }
            if subscriber.missing > 0 { caughtUpOne(subscriber) }
            if let view = subscriber.view { subscriber.view = views.apply(frame, to: view) }
        }
        let now = WallClock.now
        for fact in known {
            if let publishedAt = fact.publishedAt {
                record(from: publishedAt, to: now.microseconds, subscriber)
            } else if let change = fact.change, let latency = commits.arrived(change, at: now) {
                record(from: (now - latency).microseconds, to: now.microseconds, subscriber)
            }
        }
    }

    /// Both in microseconds.
    private func record(from start: Int64, to end: Int64, _ subscriber: Subscriber) {
        if subscriber.isSlow {
            times.slow.record(from: start, to: end)
        } else {
            record(from: start, to: end)
        }
    }

    private func record(from start: Int64, to end: Int64) {
        times.delivery.record(from: start, to: end)
        if plan.tellsCommitTimes { times.commit.record(from: start, to: end) }
    }

    private func repeated(_ topic: String, _ cursor: Cursor, _ subscriber: Subscriber) {
        withTrack(of: topic, subscriber) { track in
            switch track.repeated(cursor.seq) {
            case .doubled: tally.doubled += 1
            case .outOfOrder: tally.outOfOrder += 1
            }
        }
    }

    private func passed(_ topic: String, _ cursor: Cursor, _ subscriber: Subscriber) {
        withTrack(of: topic, subscriber) { track in
            if track.isLate(cursor.seq) { tally.outOfOrder += 1 }
        }
    }

    private func withTrack(
        of topic: String, _ subscriber: Subscriber, _ body: (inout TopicTrack) -> Void
    ) {
        guard let index = index(of: topic) else { return }
        let first = (subscriber.number * plan.perClient) % max(1, plan.topics.count)
        let place = (index - first + plan.topics.count) % plan.topics.count
        guard place < subscriber.tracks.count else { return }
        body(&subscriber.tracks[place])
    }

    private func index(of topic: String) -> Int? {
        if let lastTopic, lastTopic.name == topic { return lastTopic.index }
        guard let index = topicIndex[topic] else { return nil }
        lastTopic = (topic, index)
        return index
    }

    private static func words(_ end: ClientEnd) -> String {
        switch end {
        case .lost: "without a connection"
        case .closed(let code): "closed with \(code.map(String.init) ?? "no code")"
        case .refused(429, _): "refused with 429 (the hub's CONNECTIONS_PER_USER?)"
        case .refused(let status, _): "refused with \(status)"
        }
    }
}

/// One client: its connection, and what it got of each of its topics.
final class Subscriber: LiveConnectionListener {
    let number: Int
    let isSlow: Bool
    /// When its connection should have begun; nil once it stood for the first time.
    var due: MonotonicTime?
    /// When its connection was lost; nil while it stands.
    var lostAt: MonotonicTime?
    /// Since when it has to show that it may be out of date; nil while it is up to date.
    var staleSince: MonotonicTime?
    /// Whether the server has said so on this connection.
    var isToldStale = false
    /// How often it went on to the next node.
    var moves = 0
    /// Events that it missed while it was told to stay away, and that have not come yet.
    var missing = 0
    /// Whether the fleet itself has cut the connection.
    var isCut = false
    var tracks: [TopicTrack]
    var connection: LiveConnection?
    /// What it holds of its topic, if that is a flight's seats and the plan asks for it.
    var view: SeatView?
    private unowned let fleet: HubFleet

    init(number: Int, isSlow: Bool, due: MonotonicTime, topics: Int, _ fleet: HubFleet) {
        self.number = number
        self.isSlow = isSlow
        self.due = due
        self.fleet = fleet
        tracks = Array(repeating: TopicTrack(), count: topics)
    }

    func connection(_ connection: LiveConnection, did action: ClientAction) {
        fleet.heard(action, by: self)
    }
}
