package import Accounts
package import Events
package import LiveProtocol

/// What the hub wants done; performed in order.
package enum HubAction: Sendable, Equatable {
    /// Send one text message.
    case send(ConnectionID, [UInt8])
    /// Send the same text message to each of them.
    case broadcast([UInt8], [ConnectionID])
    /// Send the same message to each of these followers, with what it says of their position.
    case broadcastToFollowers([UInt8], [ConnectionID], position: FollowerPosition)
    /// All topics of the follower are granted: what is sent from now on is for it.
    case admit(ConnectionID)
    /// A topic of the follower is not granted, so that it is closed next.
    case deny(ConnectionID, topic: String)
    /// Send what is on its way, then close.
    case close(ConnectionID, CloseCode)
    /// Call `written` once everything given for the connection is in the kernel's hands.
    case notifyWhenWritten(ConnectionID)
    /// Verify the token, then call `authenticated`.
    case authenticate(ConnectionID, requestID: String?, token: String)
    /// Ask the rights port, then call `rightsDecided` with the same number.
    case checkRights(Int, Principal, [Topic])
    /// Read the history after each of these positions, at most so many events on each, with one
    /// query, then call `historyRead` with the same number.
    case readHistory(Int, [TopicPosition], limit: Int)
    /// Read a snapshot, then call `snapshotRead` with the same number.
    case readSnapshot(Int, Topic)
}
