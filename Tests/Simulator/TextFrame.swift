import LiveProtocol

/// A text frame on its way; the frames of one broadcast are one, which is read once.
final class TextFrame {
    let text: [UInt8]
    /// What a follower may come back with after it; the door writes it beside the message.
    let position: FollowerPosition
    /// Whether it waited for its loop for so long that it may not be shown as up to date.
    let isOverdue: Bool
    private var message: ReadMessage?

    init(_ text: [UInt8], position: FollowerPosition = .unsaid, isOverdue: Bool = false) {
        self.text = text
        self.isOverdue = isOverdue
        self.position = position
    }

    /// The server's message in it, as `ServerMessage.decode` reads it.
    func message(by messages: RecentMessages) throws(ServerMessageError) -> ReadMessage {
        if let message { return message }
        let message = try messages.decode(text)
        self.message = message
        return message
    }
}
