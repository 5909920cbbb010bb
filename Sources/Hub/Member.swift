import Accounts

/// What the hub knows of a connection.
struct Member {
    // In an order that leaves no gaps: 24 bytes for each connection.

    let id: ConnectionID
    /// Who it is; nil for nobody.
    var principal: Principal?
    /// The newest of its subscriptions, which leads to the others (`Hub+Membership.swift`).
    var newestSubscription: Int32?
    var flags: Flags
    var pendingSubscribes: UInt16 = 0

    init(id: ConnectionID, principal: Principal?, isFollower: Bool = false) {
        self.id = id
        self.principal = principal
        flags = isFollower ? .follower : .admitted
    }

    struct Flags: OptionSet {
        let rawValue: UInt8

        /// It named its topics when it came, and says nothing itself (`Hub+Following.swift`).
        static let follower = Flags(rawValue: 1)
        /// It may be sent something; a follower only once all its topics are granted.
        static let admitted = Flags(rawValue: 2)
        /// A follower that may not be told the hub's position: not all up to there was sent.
        static let behind = Flags(rawValue: 4)
        /// A follower whose position is void; it is behind as well.
        static let unplaced = Flags(rawValue: 16)
        /// `bye` was said; nothing is sent after it.
        static let leaving = Flags(rawValue: 8)
    }

    var isFollower: Bool { flags.contains(.follower) }
    var isAdmitted: Bool { flags.contains(.admitted) }
    var isBehind: Bool { flags.contains(.behind) }
    var isUnplaced: Bool { flags.contains(.unplaced) }
    var isLeaving: Bool { flags.contains(.leaving) }
}
