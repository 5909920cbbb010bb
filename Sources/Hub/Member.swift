import Accounts
import Events

/// What the hub knows of a connection.
struct Member {
    let id: ConnectionID
    private var identity: Identity?
    var subscriptions: [Int32] = []
    var pendingSubscribes: Int32 = 0
    /// Messages in a row that were not understood.
    var misunderstood: Int32 = 0
    /// Whether it named its topics when it came, and says nothing itself (`Hub+Following.swift`).
    let isFollower: Bool
    /// Whether it may be sent something; a follower only once all its topics are granted.
    var isAdmitted: Bool
    /// Whether a follower may not be told the hub's position: not all up to there was sent.
    var isBehind = false
    /// Set once `bye` was said; nothing is sent after it.
    var isLeaving = false

    init(id: ConnectionID, principal: Principal?, isFollower: Bool = false) {
        self.id = id
        identity = principal.map(Identity.init)
        self.isFollower = isFollower
        isAdmitted = !isFollower
    }

    /// Who it is; nil for nobody.
    var principal: Principal? {
        get { identity?.principal }
        set { identity = newValue.map(Identity.init) }
    }

    /// Apart from the member: who is nobody does without it, and a member is copied often.
    private final class Identity: Sendable {
        let principal: Principal

        init(_ principal: Principal) { self.principal = principal }
    }
}
