import Accounts
package import Events
import LiveProtocol

/// Sessions that ended, wherever the word of it comes from.
extension Hub {
    /// Ends the connections of a session; what waits for them is dropped.
    mutating func revoke(_ session: UniqueID) {
        revokedSessions.insert(session)
        for member in members {
            guard let member, member.principal?.sessionID == session else { continue }
            leave(member.id, .credentialsEnded, reason: "the session was revoked")
        }
    }

    /// There is a hole in the log, and a revocation may be in it: who is signed in gets nothing
    /// before its session is known to stand.
    mutating func holdUntilSessionsAreChecked() {
        for index in members.indices {
            guard let member = members[index], member.principal != nil, !member.isLeaving else {
                continue
            }
            blocked(member.id)
            members[index]?.isHeld = true
        }
        checkSessions()
    }

    private mutating func checkSessions() {
        var seen: Set<UniqueID> = []
        let sessions = members.compactMap { $0?.isHeld == true ? $0?.principal?.sessionID : nil }
            .filter { seen.insert($0).inserted }
        guard !sessions.isEmpty else { return }
        let number = freshNumber()
        sessionCheck = SessionCheck(number: number, retryAt: nil)
        actions.append(.checkSessions(number, sessions))
    }

    /// Takes those of the sessions that were asked about that are revoked; nil when nobody could
    /// say.
    package mutating func sessionsChecked(_ number: Int, revoked: Set<UniqueID>?) {
        // An answer from before the newest hole says nothing of that.
        guard sessionCheck?.number == number else { return }
        guard let revoked else {
            sessionCheck?.retryAt = now + configuration.readRetry
            return
        }
        sessionCheck = nil
        for session in revoked.sorted(by: { $0.description < $1.description }) { revoke(session) }
        for index in members.indices where members[index]?.isHeld == true {
            members[index]?.isHeld = false
            if let id = members[index]?.id, members[index]?.backlog != nil {
                actions.append(.notifyWhenWritten(id))
            }
        }
    }

    mutating func retrySessionCheck() {
        if let at = sessionCheck?.retryAt, at <= now { checkSessions() }
    }
}

/// A question whether sessions stand, on its way or to be asked again.
struct SessionCheck {
    let number: Int
    var retryAt: Duration?
}
