import Accounts
import Events
import Hub
import JSON
import LiveProtocol

/// A hub with clients around it: performs what it wants, writes down what each client hears.
struct HubWorld {
    static let epoch = Epoch(generation: 1, id: "abc")
    static let admin = Principal(
        userID: UniqueID(high: 1, low: 1), role: .admin, sessionID: UniqueID(high: 2, low: 1),
        expiresAt: Timestamp(seconds: 1_000))

    private(set) var hub: Hub
    /// What each slot heard, a line a message: the op, then what matters of it.
    private(set) var heard: [Int32: [String]] = [:]
    private(set) var closed: [Int32: Int] = [:]
    private(set) var asked: [HubAction] = []
    private var generation: UInt32 = 0

    init(at seq: Int64 = 10, floor: Int64 = 0, configuration: Hub.Configuration = .init()) {
        hub = Hub(
            configuration: configuration, position: Cursor(epoch: Self.epoch, seq: seq),
            floor: floor)
    }

    /// A new connection in `slot`.
    @discardableResult
    mutating func connect(_ slot: Int32, as principal: Principal? = nil) -> ConnectionID {
        generation += 1
        let id = ConnectionID(slot: slot, generation: generation)
        heard[slot] = []
        perform { $0.connected(id, principal: principal) }
        heard[slot] = []
        return id
    }

    /// A new connection in `slot` that follows these topics.
    @discardableResult
    mutating func follow(
        _ slot: Int32, _ topics: [String], as principal: Principal? = HubWorld.admin,
        from resume: ResumePoint = .none, types: Set<String>? = nil, snapshot: Bool = false
    ) -> ConnectionID {
        generation += 1
        let id = ConnectionID(slot: slot, generation: generation)
        heard[slot] = []
        let request = SubscribeRequest(
            id: "q", topics: topics.map { WantedTopic($0, from: resume) }, types: types,
            takesSnapshot: snapshot)
        perform { $0.connected(id, principal: principal, following: request) }
        return id
    }

    /// Calls the hub, then performs what it wants.
    mutating func perform(_ input: (inout Hub) -> Void) {
        input(&hub)
        for action in hub.takeActions() { perform(action) }
    }

    /// Lets a client say something.
    mutating func say(_ text: String, _ id: ConnectionID) {
        perform { $0.received(Array(text.utf8), from: id) }
    }

    /// Subscribes and throws away what came of it; snapshots are as of 10.
    mutating func subscribe(_ id: ConnectionID, _ topics: String, snapshot: Bool = false) {
        say(#"{"op":"subscribe","id":"s","topics":\#(topics),"snapshot":\#(snapshot)}"#, id)
        if snapshot { answerSnapshots(takeSnapshotReads(), at: 10) }
        heard[id.slot] = []
    }

    /// Delivers events with these seqs on a topic.
    mutating func deliver(_ seqs: ClosedRange<Int64>, on topic: String) {
        perform { $0.deliver(seqs.map { HubWorld.entry($0, topic) }) }
    }

    /// Delivers one event on several topics.
    mutating func deliver(_ seq: Int64, onAll topics: [String]) {
        perform { $0.deliver([HubWorld.entry(seq, onAll: topics)]) }
    }

    /// The snapshots asked for since the last call.
    mutating func takeSnapshotReads() -> [(number: Int, topic: Topic)] {
        takeAsked().compactMap { action in
            if case .readSnapshot(let number, let topic) = action { (number, topic) } else { nil }
        }
    }

    /// The pages of the history asked for since the last call.
    mutating func takeHistoryReads() -> [(number: Int, positions: [TopicPosition], limit: Int)] {
        takeAsked().compactMap { action in
            guard case .readHistory(let number, let positions, let limit) = action else {
                return nil
            }
            return (number, positions, limit)
        }
    }

    /// Answers snapshots, all with the same position.
    mutating func answerSnapshots(_ reads: [(number: Int, topic: Topic)], at seq: Int64) {
        let head = HistoryHead(epoch: Self.epoch, head: seq, floor: 0)
        for read in reads {
            perform {
                $0.snapshotRead(read.number, Snapshot(head: head, state: Array("{}".utf8)))
            }
        }
    }

    /// What `slot` heard since the last call.
    mutating func take(_ slot: Int32) -> [String] {
        defer { heard[slot] = [] }
        return heard[slot] ?? []
    }

    /// The reads and questions since the last call.
    mutating func takeAsked() -> [HubAction] {
        defer { asked = [] }
        return asked
    }

    /// Delivers an event about one entity.
    mutating func deliver(
        _ seq: Int64, of entity: String, on topic: String, type: String = "seat:locked"
    ) {
        perform { $0.deliver([HubWorld.entry(seq, topic, type: type, of: entity)]) }
    }

    /// Lets the monotonic clock show this many seconds.
    mutating func tick(_ seconds: Double) {
        perform { $0.tick(now: .seconds(seconds), wall: Timestamp(seconds: 1)) }
    }

    static func entry(
        _ seq: Int64, _ topic: String, type: String = "seat:locked", of entity: String? = nil
    ) -> LogEntry {
        entry(seq, onAll: [topic], type: type, of: entity)
    }

    static func entry(
        _ seq: Int64, onAll topics: [String], type: String = "seat:locked",
        of entity: String? = nil
    ) -> LogEntry {
        LogEntry(
            seq: seq, identity: "s \(seq)", type: type, subject: entity ?? "seat/\(seq)",
            topics: topics.compactMap { try? Topic(parsing: $0) },
            payload: Array(#"{"id":"\#(seq)"}"#.utf8))
    }

    static func page(
        _ seqs: [Int64], on topic: String, head: Int64, floor: Int64 = 0, full: Bool = false
    )
        -> HistoryPage
    {
        HistoryPage(
            head: HistoryHead(epoch: epoch, head: head, floor: floor),
            entries: seqs.map { entry($0, topic) }, through: full ? seqs.last ?? head : head)
    }

    private mutating func perform(_ action: HubAction) {
        switch action {
        case .send(let id, let text): heard[id.slot, default: []].append(Self.line(text))
        case .broadcast(let text, let ids):
            for id in ids { heard[id.slot, default: []].append(Self.line(text)) }
        case .broadcastToFollowers(let text, let ids, let position):
            let told =
                switch position {
                case .unsaid: ""
                case .at(let cursor): " at \(cursor.seq)"
                case .void: " void"
                }
            for id in ids { heard[id.slot, default: []].append(Self.line(text) + told) }
        case .admit(let id): heard[id.slot, default: []].append("admitted")
        case .deny(let id, let topic): heard[id.slot, default: []].append("denied \(topic)")
        case .close(let id, let code): closed[id.slot] = Int(code.rawValue)
        case .notifyWhenWritten, .authenticate, .checkRights, .readHistory, .readSnapshot:
            asked.append(action)
        }
    }

    private static func line(_ text: [UInt8]) -> String {
        guard let message = try? JSONValue.parse(text) else { return "not JSON" }
        func seq(_ name: String) -> String? {
            message[name]?.asString.flatMap { Cursor($0) }.map { "\(name) \($0.seq)" }
        }
        var words = [message["op"]?.asString ?? "no op"]
        for outcome in message["topics"]?.asArray ?? [] {
            if let name = outcome.asString { words.append(name) }
            guard let status = outcome["status"]?.asString else { continue }
            let kind = outcome["topic"]?.asString?.split(separator: ":").first ?? ""
            let cursor = outcome["cursor"]?.asString.flatMap { Cursor($0) }.map { "@\($0.seq)" }
            words.append("\(kind)=\(status)\(cursor ?? "")\(outcome["code"]?.asString ?? "")")
        }
        words += [seq("cursor"), seq("prev")].compactMap { $0 }
        if let count = message["conflated"]?.asInteger { words.append("conflated \(count)") }
        if let code = message["code"]?.asString { words.append(code) }
        if let code = message["code"]?.asInteger { words.append(String(code)) }
        return words.joined(separator: " ")
    }
}
