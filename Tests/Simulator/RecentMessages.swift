import LiveClient
import LiveProtocol

/// What a text says, shared by all who read it; nil for a message of an unknown kind.
final class ReadMessage {
    let message: ServerMessage?

    init(_ message: ServerMessage?) {
        self.message = message
    }
}

/// Reads each distinct message once: all nodes and clients of a world see the same ones.
///
/// It holds the last 1,024 of them.
final class RecentMessages {
    private var texts = RecentBytes(capacity: 1_024)
    /// The messages by the slots of their texts.
    private var messages: [ReadMessage] = []

    /// The message in `text`, as `ServerMessage.decode` reads it.
    func decode(_ text: [UInt8]) throws(ServerMessageError) -> ReadMessage {
        if let slot = texts.slot(of: text) { return messages[slot] }
        let read = ReadMessage(try ServerMessage.decode(text))
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
