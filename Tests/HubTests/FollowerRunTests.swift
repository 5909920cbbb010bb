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
        for topic in UnsteadySocket.topics {
            #expect(run.newest[topic] == run.truth[topic], "\(topic)")
        }
        #expect(run.lossless == run.losslessTruth)
    }
}

private struct FollowerRun {
    /// By topic and entity the seq of the newest event, as it is and as the follower has it.
    var truth: [String: [String: Int64]] = [:]
    var newest: [String: [String: Int64]] = [:]
    var losslessTruth: [Int64] = []
    var lossless: [Int64] = []
    var complaints: [String] = []
    var breaks = 0

    private var socket: UnsteadySocket
    private var seq: Int64 = 10
    private var now = 0
    /// What the hub sent and the follower has not read yet.
    private var wire: [(text: [UInt8], position: FollowerPosition)] = []
    /// All that it comes back with.
    private var position: Cursor?
    /// Where it is on each topic, which it uses to know what it holds, never to resume.
    private var reached: [String: Int64] = [:]

    init(seed: UInt64) {
        socket = UnsteadySocket(seed: seed)
        position = Cursor(epoch: HubWorld.epoch, seq: 10)
        connect()
    }

    private mutating func connect() {
        let wish = position.map { ResumePoint.cursor($0) } ?? .none
        let topics = UnsteadySocket.topics.map { WantedTopic($0, from: wish) }
        socket.hub.connected(
            socket.id, principal: HubWorld.admin,
            following: SubscribeRequest(id: "q", topics: topics, takesSnapshot: false))
    }

    mutating func step() throws {
        switch socket.random(16) {
        case 0: socket.fill()
        case 1, 2: socket.drain()
        case 3, 4: try read(socket.random(wire.count + 1))
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
            socket.drain()
            perform()
            try read(wire.count)
            rounds += 1
        } while socket.hubWaits && rounds < 10_000
        #expect(!socket.hubWaits)
        tick()
        perform()
        try read(wire.count)
        #expect(position?.seq == seq)
    }

    private mutating func tick() {
        now += 1
        socket.hub.tick(now: .seconds(now), wall: Timestamp(seconds: 1))
    }

    private mutating func deliver() {
        seq += 1
        let entity = "thing/\(socket.random(4))"
        let topics = UnsteadySocket.topics.filter { _ in socket.random(2) == 0 }
        for topic in topics { truth[topic, default: [:]][entity] = seq }
        if topics.contains("ops") { losslessTruth.append(seq) }
        socket.hub.deliver([HubWorld.entry(seq, onAll: topics, of: entity)])
    }

    /// The connection breaks: what was not read is gone.
    private mutating func breakOff() {
        breaks += 1
        wire = []
        socket.breakOff()
        _ = socket.hub.takeActions()
        connect()
    }

    private mutating func perform() {
        let id = socket.id
        for action in socket.hub.takeActions() {
            switch action {
            case .send(let to, let text) where to == id: wire.append((text, .unsaid))
            case .broadcastToFollowers(let text, let ids, let position) where ids.contains(id):
                wire.append((text, position))
            case .notifyWhenWritten(let asker) where asker == id: socket.hubWaits = true
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
            if case .at(let cursor) = position { self.position = cursor }
            if case .void = position { self.position = nil }
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
