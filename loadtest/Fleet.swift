import Events
import JSON
import LiveClient
import LiveProtocol
import Net

/// The subscribers of one topic, and what they got. *(loop)*
final class Fleet {
    private let loop: EventLoop
    private let topic: String
    private var connections: [LiveConnection] = []
    private(set) var ledger: DeliveryLedger
    private(set) var latencies = LatencyBook()
    /// Why subscribers gave up, each reason once.
    private(set) var endings: Set<String> = []
    /// Connections and attempts that ended and were tried again, by reason.
    private(set) var interruptions: [String: Int] = [:]
    /// Subscriptions that stood, those after a reconnect included.
    private(set) var standings = 0
    /// The last event seen and its booking: a broadcast brings the same one to everybody.
    private var last: (seq: Int64, booking: String?) = (-1, nil)
    private var isStopping = false

    init(of topic: String, subscribers: Int, on loop: EventLoop) {
        self.topic = topic
        self.loop = loop
        ledger = DeliveryLedger(subscribers: subscribers)
    }

    /// Adds a subscriber and connects it.
    func launch(to endpoint: LiveConnection.Endpoint) {
        let number = connections.count
        let connection = LiveConnection(
            to: endpoint, on: loop, machine: ClientMachine(seed: UInt64(number)),
            listener: Subscriber(number: number, fleet: self))
        connections.append(connection)
        connection.follow([topic])
        connection.start()
    }

    /// How many subscriptions stand now.
    var liveCount: Int { connections.reduce(0) { $1.isLive ? $0 + 1 : $0 } }

    /// The hub acknowledged a booking.
    func committed(_ booking: String, at time: Timestamp) {
        latencies.committed(booking, at: time)
    }

    /// Ends every connection.
    func stop() {
        isStopping = true
        for connection in connections { connection.stop() }
    }

    fileprivate func heard(_ action: ClientAction, by subscriber: Int) {
        guard !isStopping else { return }
        switch action {
        case .deliver(let frame): delivered(frame, to: subscriber)
        case .standing(_, let cursor):
            standings += 1
            if let cursor { ledger.started(subscriber, at: cursor.seq) }
        case .repeated: ledger.repeated()
        case .gap: ledger.gap()
        case .unreadable: ledger.unreadable()
        case .rejected(_, let code): endings.insert("the topic was refused: \(code.rawValue)")
        case .interrupted(let end): interruptions[Self.words(end), default: 0] += 1
        case .ended(let end): endings.insert("a subscriber was sent away, \(Self.words(end))")
        case .failed(let error): endings.insert("a request failed: \(error.message)")
        case .reload: endings.insert("a subscriber was reset")
        case .connect, .disconnect, .send, .replace, .stale, .fresh: break
        }
    }

    private static func words(_ end: ClientEnd) -> String {
        switch end {
        case .lost: "without a connection"
        case .closed(let code): "closed with \(code.map(String.init) ?? "no code")"
        case .refused(429, _): "refused with 429 (the hub's CONNECTIONS_PER_USER?)"
        case .refused(let status, _): "refused with \(status)"
        }
    }

    private func delivered(_ frame: EventFrame, to subscriber: Int) {
        guard let seq = frame.cursor?.seq else { return }
        ledger.received(seq, by: subscriber)
        if seq != last.seq { last = (seq, Self.booking(of: frame.event)) }
        if let booking = last.booking { latencies.arrived(booking, at: WallClock.now) }
    }

    /// The id of the booking that the event says was made.
    private static func booking(of event: [UInt8]) -> String? {
        guard let event = try? JSONValue.parse(event),
            event["type"]?.asString == "booking:created"
        else { return nil }
        return event["data"]?["bookingId"]?.asString
    }
}

/// One subscriber's ear.
private final class Subscriber: LiveConnectionListener {
    private let number: Int
    private let fleet: Fleet

    init(number: Int, fleet: Fleet) {
        self.number = number
        self.fleet = fleet
    }

    func connection(_ connection: LiveConnection, did action: ClientAction) {
        fleet.heard(action, by: number)
    }
}
