import LiveProtocol

/// A text frame on its way; the frames of one broadcast are one, which is read once.
final class TextFrame {
    let text: [UInt8]
    private var message: ReadMessage?

    init(_ text: [UInt8]) {
        self.text = text
    }

    /// The server's message in it, as `ServerMessage.decode` reads it.
    func message(by messages: RecentMessages) throws(ServerMessageError) -> ReadMessage {
        if let message { return message }
        let message = try messages.decode(text)
        self.message = message
        return message
    }
}
