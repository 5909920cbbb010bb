import Accounts
import Events

/// What the hub knows of a connection.
struct Member {
    let id: ConnectionID
    var principal: Principal?
    var subscriptions: [Int32] = []
    var pendingSubscribes = 0
    /// Messages in a row that were not understood.
    var misunderstood = 0
    /// Whether it named its topics when it came, and says nothing itself (`Hub+Following.swift`).
    let isFollower: Bool
    /// Whether it may be sent something; a follower only once all its topics are granted.
    var isAdmitted: Bool
    /// Whether a follower may not be told the hub's position: not all up to there was sent.
    var isBehind = false
    /// Set once `bye` was said; nothing is sent after it.
    var isLeaving = false
    /// When it is sent away, while draining.
    var leavesAt: Duration?

    init(id: ConnectionID, principal: Principal?, isFollower: Bool = false) {
        self.id = id
        self.principal = principal
        self.isFollower = isFollower
        isAdmitted = !isFollower
    }
}
