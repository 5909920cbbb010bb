package import Events
package import LiveProtocol

/// What the client machine wants done; performed in order.
package enum ClientAction: Sendable, Equatable {
    /// Connect after the delay, then call `opened`, or `closed` when it fails.
    case connect(after: Duration)
    /// Close the socket, then call `closed`.
    case disconnect
    /// The server has said `welcome`: the connection stands.
    case welcomed
    /// Send one message.
    case send(ClientMessage)
    /// Events that are new to this client, one at least, all of one topic and in its order.
    case deliver([EventFrame])
    /// Replace what is held of the topic.
    case replace(topic: String, cursor: Cursor, state: [UInt8])
    /// What is held of the topic may have a gap before `cursor`: read it again by REST.
    case reload(topic: String, cursor: Cursor)
    /// The subscription stands, from `cursor` on; nil when a snapshot comes first.
    case standing(topic: String, cursor: Cursor?)
    /// The topic was refused and is given up.
    case rejected(topic: String, code: ErrorCode)
    /// An event that is not new came once more and was dropped; usual after a resume.
    case repeated(topic: String, cursor: Cursor)
    /// An event that came while the topic was being asked for; it comes again in its place.
    case passed(topic: String, cursor: Cursor)
    /// Events between the two cursors did not come; the machine has asked for them.
    case gap(topic: String, after: Cursor, upTo: Cursor)
    /// What the server shows may be out of date.
    case stale(since: Timestamp)
    /// It is up to date again.
    case fresh(since: Timestamp)
    /// A request failed.
    case failed(ServerError)
    /// The server sent what this client cannot read; it was passed over.
    case unreadable(ServerMessageError)
    /// The connection, or an attempt at one, has ended, and the machine comes back by itself; until
    /// subscriptions stand again what is shown may be out of date.
    case interrupted(ClientEnd)
    /// The connection is over for good.
    case ended(ClientEnd)
}

/// How a connection, or the attempt at one, ended.
package enum ClientEnd: Sendable, Equatable {
    /// By a close frame with this code; nil when it had none.
    case closed(UInt16?)
    /// Without a close frame, or it never came to be.
    case lost
    /// The server answered the handshake with this status.
    case refused(status: Int, retryAfter: Duration?)
}
