/// A whole message of a WebSocket.
package enum WebSocketMessage: Sendable, Equatable {
    /// Valid UTF-8.
    case text([UInt8])
    /// Any bytes.
    case binary([UInt8])
}

/// Answers the messages of WebSockets, each by itself.
///
/// Called on the loop of the connection, in the order of its messages, and may not block. A client that
/// does not take its answers is not read from meanwhile.
package protocol WebSocketResponder: Sendable {
    /// The answer; nil for none.
    func respond(to message: WebSocketMessage) -> WebSocketMessage?
}
