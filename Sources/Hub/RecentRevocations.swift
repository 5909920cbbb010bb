import Accounts
import Events

/// Sessions that were revoked a short time ago.
///
/// A token may have been found good just before its session was revoked, and the answer come just
/// after: such an answer is void. That takes seconds at most, so when there are too many, the
/// oldest are forgotten; tokens that are checked later are refused by the check.
struct RecentRevocations {
    private var sessions: Set<UniqueID> = []
    private var order: [UniqueID] = []
    private var next = 0
    private static let limit = 4_096

    func contains(_ session: UniqueID) -> Bool { sessions.contains(session) }

    mutating func insert(_ session: UniqueID) {
        guard sessions.insert(session).inserted else { return }
        if order.count < Self.limit {
            order.append(session)
        } else {
            sessions.remove(order[next])
            order[next] = session
            next = (next + 1) % Self.limit
        }
    }
}

extension Principal {
    /// Whether all that its rights depend on is as with `other`.
    func hasRights(of other: Principal) -> Bool {
        userID == other.userID && role == other.role && agencyID == other.agencyID
            && airline == other.airline
    }
}
