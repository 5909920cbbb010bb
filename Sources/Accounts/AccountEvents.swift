package import Events
import JSON

/// The events that accounts emit; they carry no name and no address.
package enum AccountEvents {
    /// The type of the event that ends a session.
    package static let sessionRevoked = "session:revoked"

    /// `user:registered`: an account was made.
    package static func registered(_ account: Account, id: UniqueID = .random()) -> NewEvent {
        NewEvent(
            id: id, type: "user:registered", source: "/api/v1/auth", subject: "user/\(account.id)",
            version: account.version, time: account.createdAt,
            data: JSONWriter.object { json in
                json.member("userId", account.id.description)
                json.member("role", account.role.rawValue)
                json.member("version", account.version)
            },
            topics: [Topic(.user, account.id), Topic(.ops)])
    }

    /// `session:revoked`: sockets and tokens of the session end here.
    package static func revoked(
        session: UniqueID, of user: UniqueID, because reason: RevocationReason, at now: Timestamp,
        id: UniqueID = .random()
    ) -> NewEvent {
        NewEvent(
            id: id, type: sessionRevoked, source: "/api/v1/auth", subject: "session/\(session)",
            version: revokedVersion, time: now,
            data: JSONWriter.object { json in
                json.member("userId", user.description)
                json.member("sessionId", session.description)
                json.member("reason", reason.rawValue)
                json.member("version", revokedVersion)
            },
            topics: [Topic(.user, user)])
    }

    /// The session that an event of the log has revoked; nil for every other event.
    package static func revokedSession(_ entry: LogEntry) -> UniqueID? {
        guard entry.isOf(type: sessionRevoked) else { return nil }
        let subject = entry.subject
        guard subject.hasPrefix("session/") else { return nil }
        return UniqueID(subject.dropFirst("session/".count))
    }

    /// A session is opened (1) and revoked (2), and nothing else happens to it.
    private static let revokedVersion: Int64 = 2
}
