import Events
import JSON
import LiveProtocol

/// What the load test wants to know of an event.
struct EventFacts {
    /// Its place in the log; nil for an ephemeral one.
    private(set) var seq: Int64?
    /// When it should have been published, in microseconds since 1970; of our own events.
    var publishedAt: Int64?
    /// The change that it tells of, by which its commit is known: `flight/designator/version`.
    var change: String?

    /// Reads an event; an unknown one tells nothing.
    init(_ event: [UInt8], at seq: Int64? = nil) {
        self.seq = seq
        guard let event = try? JSONValue.parse(event) else { return }
        switch event["type"]?.asString {
        case Tick.type: publishedAt = event["data"]?["at"]?.asInteger.map { Int64($0) }
        case "seat:locked", "seat:booked", "seat:released": change = Self.change(event["data"])
        default: break
        }
    }

    private static func change(_ data: JSONValue?) -> String? {
        guard let flight = data?["flightId"]?.asString,
            let designator = data?["designator"]?.asString,
            let version = data?["version"]?.asInteger
        else { return nil }
        return "\(flight)/\(designator)/\(version)"
    }
}

/// The facts of the events that came last: a broadcast brings each to many clients.
struct EventFactsMemo {
    private var bySeq: [Int64: EventFacts] = [:]
    private var last: (event: [UInt8], facts: EventFacts)?
    /// The events that came together last.
    private var lastFrames: [EventFrame] = []
    private var lastFacts: [EventFacts] = []

    /// Events that are remembered.
    private static let limit = 4_096

    /// The facts of a frame's event.
    mutating func facts(of frame: EventFrame) -> EventFacts {
        guard let seq = frame.cursor?.seq else { return facts(ofEphemeral: frame.event) }
        if let facts = bySeq[seq] { return facts }
        if bySeq.count >= Self.limit { bySeq.removeAll(keepingCapacity: true) }
        let facts = EventFacts(frame.event, at: seq)
        bySeq[seq] = facts
        return facts
    }

    /// The facts of events that came together, in their order.
    ///
    /// The same array again, as clients that share a memo bring it, is not looked at.
    mutating func facts(of frames: [EventFrame]) -> [EventFacts] {
        if !frames.isSameArray(as: lastFrames) {
            lastFacts = frames.map { facts(of: $0) }
            lastFrames = frames
        }
        return lastFacts
    }

    private mutating func facts(ofEphemeral event: [UInt8]) -> EventFacts {
        if let last, last.event == event { return last.facts }
        let facts = EventFacts(event)
        last = (event, facts)
        return facts
    }
}

/// The events that the load test publishes itself.
enum Tick {
    /// Their CloudEvents type.
    static let type = "loadtest:tick"

    /// The message for the hub's ingress: event `number` of run `run`, due at `at`, with a `pad`
    /// that brings the event to about `size` bytes.
    static func message(
        run: String, number: Int, topic: String, due at: Timestamp, size: Int
    ) -> [UInt8] {
        let plain = 230 + topic.utf8.count
        return JSONWriter.object { json in
            json.member("topics", array: { $0.string(topic) })
            json.member(
                "event",
                object: { json in
                    json.member("specversion", "1.0")
                    json.member("id", "\(run)-\(number)")
                    json.member("source", "/loadtest")
                    json.member("type", type)
                    json.member("subject", "loadtest/\(number)")
                    json.member("time", at.description)
                    json.member("datacontenttype", "application/json")
                    json.member(
                        "data",
                        object: { json in
                            json.member("number", number)
                            json.member("at", at.microseconds)
                            if size > plain {
                                json.member("pad", String(repeating: "x", count: size - plain))
                            }
                        })
                })
        }
    }
}
