import Events
import Hub
import LiveProtocol
import Testing

/// Clients whose sockets are full at random, in runs that a seed repeats: whatever happens, each
/// holds the newest state of every entity in the end, and every event of a lossless topic.
struct SlowClientRunTests {
    @Test(arguments: UInt64(1)...60)
    func `a slow client ends with the truth, in order and without a gap`(seed: UInt64) throws {
        var run = SlowClientRun(seed: seed)
        for _ in 0..<400 { try run.step() }
        try run.settle()
        #expect(run.complaints.isEmpty, "\(run.complaints)")
        #expect(run.client.conflated > 0)
        for topic in UnsteadySocket.topics {
            #expect(run.client.newest[topic] == run.newest[topic], "\(topic)")
        }
        #expect(run.client.lossless == run.lossless)
    }
}

/// A client as the protocol document describes it, and what it holds.
private struct ModelClient {
    var positions: [String: Int64] = [:]
    /// By topic and entity the seq of the newest event.
    var newest: [String: [String: Int64]] = [:]
    var lossless: [Int64] = []
    var conflated = 0
}

private struct SlowClientRun {
    var client = ModelClient()
    var newest: [String: [String: Int64]] = [:]
    var lossless: [Int64] = []
    var complaints: [String] = []
    private var socket: UnsteadySocket
    private var seq: Int64 = 10

    init(seed: UInt64) {
        socket = UnsteadySocket(seed: seed)
        socket.hub.connected(socket.id, principal: HubWorld.admin)
    }

    mutating func step() throws {
        switch socket.random(12) {
        case 0: socket.fill()
        case 1, 2: try drain()
        case 3: try subscribe()
        case 4 where socket.random(4) == 0: try comeBack()
        default: deliver()
        }
        try perform()
    }

    /// Everything is subscribed, and every socket drains.
    mutating func settle() throws {
        for topic in UnsteadySocket.topics { try subscribe(topic) }
        var rounds = 0
        repeat {
            try drain()
            rounds += 1
        } while socket.hubWaits && rounds < 10_000
        #expect(!socket.hubWaits)
    }

    private mutating func deliver() {
        seq += 1
        let topic = UnsteadySocket.topics[socket.random(3)]
        let entity = "thing/\(socket.random(4))"
        if topic == "ops" {
            lossless.append(seq)
        }
        newest[topic, default: [:]][entity] = seq
        socket.hub.deliver([HubWorld.entry(seq, topic, of: entity)])
    }

    private mutating func drain() throws {
        socket.drain()
        try perform()
    }

    private mutating func subscribe() throws {
        try subscribe(UnsteadySocket.topics[socket.random(3)])
    }

    /// Asks for a topic from the position; what comes before the answer was of no subscription.
    private mutating func subscribe(_ topic: String) throws {
        let cursor = "1.abc.\(client.positions[topic] ?? 10)"
        let text =
            #"{"op":"subscribe","id":"s","topics":[{"topic":"\#(topic)","cursor":"\#(cursor)"}],"snapshot":false}"#
        socket.hub.received(Array(text.utf8), from: socket.id)
        try perform()
    }

    private mutating func comeBack() throws {
        socket.breakOff()
        socket.hub.connected(socket.id, principal: HubWorld.admin)
        for topic in UnsteadySocket.topics { try subscribe(topic) }
    }

    private mutating func perform() throws {
        let id = socket.id
        for action in socket.hub.takeActions() {
            switch action {
            case .send(let to, let text) where to == id: try hear(text)
            case .broadcast(let text, let ids) where ids.contains(id): try hear(text)
            case .notifyWhenWritten(let asker) where asker == id: socket.hubWaits = true
            case .close: complaints.append("closed")
            default: break
            }
        }
    }

    private mutating func hear(_ text: [UInt8]) throws {
        switch try ServerMessage.decode(text) {
        case .event(let frame): hear(frame)
        case .mark(let cursor, let name):
            for topic in UnsteadySocket.topics where name == nil || name == topic {
                client.positions[topic] = max(client.positions[topic] ?? 10, cursor.seq)
            }
        case .reset(let topic, _, _): complaints.append("reset of \(topic)")
        default: break
        }
    }

    private mutating func hear(_ frame: EventFrame) {
        let position = client.positions[frame.topic] ?? 10
        guard let cursor = frame.cursor?.seq, let prev = frame.prev?.seq else {
            complaints.append("no cursor or prev")
            return
        }
        // An earlier subscription's event, after the newer one has begun at the same position.
        guard cursor > position else { return }
        if prev > position { complaints.append("\(frame.topic): \(prev) after \(position)") }
        client.positions[frame.topic] = cursor
        if frame.topic == "ops" { client.lossless.append(cursor) }
        client.conflated += frame.conflated ?? 0
        // The event's payload names its seq, the entity is what the truth says of it.
        for (entity, seq) in newest[frame.topic] ?? [:] where seq == cursor {
            client.newest[frame.topic, default: [:]][entity] = seq
        }
    }
}
