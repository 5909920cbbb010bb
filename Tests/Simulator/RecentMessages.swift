import LiveClient
import LiveProtocol

/// Reads each distinct message once: all nodes and clients of a world see the same ones.
///
/// It holds the last 1,024 of them.
final class RecentMessages {
    private var texts = RecentBytes(capacity: 1_024)
    /// The messages by the slots of their texts.
    private var messages: [ServerMessage] = []

    /// The message in `text`, as `ServerMessage.decode` reads it; nil for one of an unknown kind.
    func decode(_ text: [UInt8]) throws(ServerMessageError) -> ServerMessage? {
        if let slot = texts.slot(of: text) { return messages[slot] }
        guard let message = try ServerMessage.decode(text) else { return nil }
        switch message {
        case .event, .mark, .stale, .fresh:
            let slot = texts.keep(text)
            if slot == messages.count { messages.append(message) } else { messages[slot] = message }
        // What one client is told, nobody else is.
        case .welcome, .authenticated, .subscribed, .unsubscribed, .snapshot, .reset, .error, .bye,
            .pong:
            break
        }
        return message
    }
}
