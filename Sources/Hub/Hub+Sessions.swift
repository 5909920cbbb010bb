package import Accounts
import Events
import LiveProtocol

/// Sessions that end while their connections stand, or while they are on their way in.
extension Hub {
    /// Ends the connections of sessions that are over by now; what waits for them is dropped.
    ///
    /// To be called before `restarted`: the part of the history that is skipped may have ended
    /// sessions, and their events are never delivered.
    package mutating func endSessions(where isOver: (Principal) -> Bool) {
        // By slot: with each logout everybody is looked at, and a member is dear to copy.
        for slot in members.indices {
            guard let id = members[slot]?.id, let principal = members[slot]?.principal,
                isOver(principal)
            else { continue }
            leaveRevoked(id)
        }
    }

    /// Ends the connections of a session, and of who comes with it in a moment: a token that was
    /// checked before the event came may arrive after it.
    mutating func revoke(_ session: UniqueID) {
        revokedSessions.insert(session)
        endSessions { $0.sessionID == session }
    }

    mutating func leaveRevoked(_ id: ConnectionID) {
        leave(id, .credentialsEnded, reason: "the session was revoked")
    }
}
