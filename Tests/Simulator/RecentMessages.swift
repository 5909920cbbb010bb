import LiveClient
import LiveProtocol

/// What a text says, shared by all who read it; nil for a message of an unknown kind.
final class ReadMessage {
    let message: ServerMessage?
    /// The number of the topic of an event; nil for what is no event, or of no topic of this world.
    let topic: Int?
    private var events: EventRun?
    private var isKnown = false

    init(_ message: ServerMessage?, topic: Int?) {
        self.message = message
        self.topic = topic
    }

    /// The event as a run of one; nil for the first who asks, and for what is no event.
    ///
    /// So `LiveConnection` does it: who reads a frame first takes a message from it, all others what
    /// its memo holds.
    func run() -> EventRun? {
        if let events { return events }
        if isKnown, case .event(let frame) = message { events = EventRun(frame) }
        isKnown = true
        return events
    }
}

/// Reads each distinct message once: all nodes and clients of a world see the same ones.
///
/// It holds the last 1,024 of them.
final class RecentMessages {
    private var texts = RecentBytes(capacity: 1_024)
    /// The messages by the slots of their texts.
    private var messages: [ReadMessage] = []
    private let domain: Domain

    init(of domain: Domain) { self.domain = domain }

    /// The message in `text`, as `ServerMessage.decode` reads it.
    func decode(_ text: [UInt8]) throws(ServerMessageError) -> ReadMessage {
        if let slot = texts.slot(of: text) { return messages[slot] }
        let message = try ServerMessage.decode(text)
        var topic: Int?
        if case .event(let frame)? = message { topic = domain.number(ofTopic: frame.topic) }
        let read = ReadMessage(message, topic: topic)
        switch read.message {
        case .event, .mark, .snapshot, .reset, .stale, .fresh:
            let slot = texts.keep(text)
            if slot == messages.count { messages.append(read) } else { messages[slot] = read }
        // What one client is told, nobody else is.
        case .welcome, .authenticated, .subscribed, .unsubscribed, .error, .bye, .pong, nil: break
        }
        return read
    }
}
