import LiveProtocol

/// A text frame on its way; the frames of one broadcast are one, which is read once.
final class TextFrame {
    let text: [UInt8]
    private var message: Result<ServerMessage?, ServerMessageError>?

    init(_ text: [UInt8]) {
        self.text = text
    }

    /// The server's message in it, as `ServerMessage.decode` reads it.
    func message(by messages: RecentMessages) throws(ServerMessageError) -> ServerMessage? {
        if let message { return try message.get() }
        let message = Result { () throws(ServerMessageError) in try messages.decode(text) }
        self.message = message
        return try message.get()
    }
}
