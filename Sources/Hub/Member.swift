import Accounts
import Events

/// What the hub knows of a connection.
struct Member {
    let id: ConnectionID
    var principal: Principal?
    var subscriptions: [Int32] = []
    /// What waits for the socket; nil while everything goes straight out.
    var backlog: Backlog?
    var pendingSubscribes = 0
    /// Messages in a row that were not understood.
    var misunderstood = 0
    /// Set once `bye` was said; nothing is sent after it.
    var isLeaving = false
    /// When it is sent away, while draining.
    var leavesAt: Duration?

    init(id: ConnectionID, principal: Principal?) {
        self.id = id
        self.principal = principal
    }
}
