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
        // By slot: a member is dear to copy.
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
        let mark = Self.mark(of: session)
        for slot in sessionMarks.indices where sessionMarks[slot] == mark {
            // Others may have the same mark, and who is gone keeps it.
            guard let member = members[slot], member.principal?.sessionID == session else {
                continue
            }
            leaveRevoked(member.id)
        }
    }

    /// Notes whose session the member in `slot` belongs to, who is new or has just said it.
    mutating func noteSession(of slot: Int) {
        while sessionMarks.count <= slot { sessionMarks.append(0) }
        sessionMarks[slot] = members[slot]?.principal.map { Self.mark(of: $0.sessionID) } ?? 0
    }

    private static func mark(of session: UniqueID) -> Int32 {
        Int32(truncatingIfNeeded: session.hashValue)
    }

    mutating func leaveRevoked(_ id: ConnectionID) {
        leave(id, .credentialsEnded, reason: "the session was revoked")
    }
}
