import Events
import Hub
import LiveProtocol
import Testing

/// Followers whose connections break at random, anywhere in what is on its way to them, in runs
/// that a seed repeats: with the last position alone each ends with the truth.
struct FollowerRunTests {
    @Test(arguments: UInt64(1)...80)
    func `one position resumes every topic without a gap`(seed: UInt64) throws {
        var run = FollowerRun(seed: seed)
        for _ in 0..<400 { try run.step() }
        try run.settle()
        #expect(run.complaints.isEmpty, "\(run.complaints)")
        #expect(run.breaks > 5)
        for topic in FollowerRun.topics {
            #expect(run.newest[topic] == run.truth[topic], "\(topic)")
        }
        #expect(run.lossless == run.losslessTruth)
    }
}

private struct FollowerRun {
    static let topics = ["airport:LHR", "seats:00000000-0000-4000-8000-000000000001", "ops"]

    /// By topic and entity the seq of the newest event, as it is and as the follower has it.
    var truth: [String: [String: Int64]] = [:]
    var newest: [String: [String: Int64]] = [:]
    var losslessTruth: [Int64] = []
    var lossless: [Int64] = []
    var complaints: [String] = []
    var breaks = 0

    private var hub: Hub
    private var seq: Int64 = 10
    private var now = 0
    private var id = ConnectionID(slot: 3, generation: 1)
    private var isFull = false
    private var wantsToHear = false
    /// What the hub sent and the follower has not read yet.
    private var wire: [(text: [UInt8], position: Cursor?)] = []
    /// All that it comes back with.
    private var position: Cursor?
    /// Where it is on each topic, which it uses to know what it holds, never to resume.
    private var reached: [String: Int64] = [:]
    private var seed: UInt64

    init(seed: UInt64) {
        self.seed = seed
        var configuration = Hub.Configuration()
        configuration.flushSize = 400
        hub = Hub(
            configuration: configuration, position: Cursor(epoch: HubWorld.epoch, seq: 10))
        position = Cursor(epoch: HubWorld.epoch, seq: 10)
        connect()
    }

    private mutating func random(_ bound: Int) -> Int {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(seed >> 33) % bound
    }

    private mutating func connect() {
        let wish = position.map { ResumePoint.cursor($0) } ?? .none
        let topics = Self.topics.map { WantedTopic($0, from: wish) }
        hub.connected(
            id, principal: HubWorld.admin,
            following: SubscribeRequest(id: "q", topics: topics, takesSnapshot: false))
    }

    mutating func step() throws {
        switch random(16) {
        case 0 where !isFull:
            isFull = true
            wantsToHear = true
            hub.blocked(id)
        case 1, 2: drain()
        case 3, 4: try read(random(wire.count + 1))
        case 5: breakOff()
        case 6: tick()
        default: deliver()
        }
        perform()
    }

    /// Everything drains and is read.
    mutating func settle() throws {
        var rounds = 0
        repeat {
            drain()
            perform()
            try read(wire.count)
            rounds += 1
        } while wantsToHear && rounds < 10_000
        #expect(!wantsToHear)
        tick()
        perform()
        try read(wire.count)
        #expect(position?.seq == seq)
    }

    private mutating func tick() {
        now += 1
        hub.tick(now: .seconds(now), wall: Timestamp(seconds: 1))
    }

    private mutating func deliver() {
        seq += 1
        let entity = "thing/\(random(4))"
        let topics = Self.topics.filter { _ in random(2) == 0 }
        for topic in topics { truth[topic, default: [:]][entity] = seq }
        if topics.contains("ops") { losslessTruth.append(seq) }
        hub.deliver([HubWorld.entry(seq, onAll: topics, of: entity)])
    }

    private mutating func drain() {
        isFull = false
        guard wantsToHear else { return }
        wantsToHear = false
        hub.written(id)
    }

    /// The connection breaks: what was not read is gone.
    private mutating func breakOff() {
        breaks += 1
        wire = []
        hub.disconnected(id)
        _ = hub.takeActions()
        id = ConnectionID(slot: id.slot, generation: id.generation + 1)
        isFull = false
        wantsToHear = false
        connect()
    }

    private mutating func perform() {
        for action in hub.takeActions() {
            switch action {
            case .send(let to, let text) where to == id: wire.append((text, nil))
            case .broadcastToFollowers(let text, let ids, let position) where ids.contains(id):
                wire.append((text, position))
            case .notifyWhenWritten(let asker) where asker == id: wantsToHear = true
            case .close: complaints.append("closed")
            default: break
            }
        }
    }

    private mutating func read(_ count: Int) throws {
        let read = wire.prefix(count)
        wire.removeFirst(count)
        for (text, position) in read {
            switch try ServerMessage.decode(text) {
            case .event(let frame): hear(frame)
            case .mark(let cursor, nil): self.position = cursor
            case .reset(let topic, _, _): complaints.append("reset of \(topic)")
            default: break
            }
            if let position { self.position = position }
        }
    }

    private mutating func hear(_ frame: EventFrame) {
        guard let cursor = frame.cursor?.seq else {
            complaints.append("no cursor")
            return
        }
        guard cursor > reached[frame.topic] ?? 10 else { return }
        reached[frame.topic] = cursor
        if frame.topic == "ops" { lossless.append(cursor) }
        for (entity, seq) in truth[frame.topic] ?? [:] where seq == cursor {
            newest[frame.topic, default: [:]][entity] = seq
        }
    }
}
