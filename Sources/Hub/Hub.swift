package import Accounts
package import Events
import LiveProtocol

/// Who follows what on one loop, and what each connection is owed.
///
/// Pure: messages, log entries, answers of the ports and the time come in; `takeActions` gives
/// what is to be done. One subscriber of a topic gets its events in order, each once by cursor,
/// from the cursor that its subscription began at (`architecture.md` 2 and 3).
package struct Hub {
    let configuration: Configuration
    var actions: [HubAction] = []

    var members: [Member?] = []
    /// A mark of the session that each slot's member belongs to: who ends is looked for in these,
    /// 20,000 of which are read in the time of a few members.
    var sessionMarks: [Int32] = []
    /// By number; those that nobody follows are free.
    var topics: [TopicRecord] = []
    var freeTopics: [Int32] = []
    var topicIndex: [Topic: Int32] = [:]
    var subscriptions: [Subscription?] = []
    var freeSubscriptions: [Int32] = []

    /// Everything up to here was delivered to this loop.
    package internal(set) var position: Cursor
    /// Events at or below it may be gone from the history.
    var floor: Int64
    var window: Window
    /// Since when what is shown may be out of date; nil when it is up to date.
    package internal(set) var staleSince: Timestamp?
    var now: Duration = .zero
    /// Members that cannot be written to at once; while there is none, a broadcast skips nobody.
    var blockedSlots = SlotSet()
    /// What waits for each of these; apart from the members, most of which never have anything.
    var backlogs: [Int: Backlog] = [:]
    /// How many messages in a row were not understood, by slot; for few but those who test.
    var misunderstood: [Int32: Int] = [:]
    /// Slots of followers that were not told their position since they fell behind.
    var followersBehind: Set<Int32> = []
    /// Subscribe requests that wait for the rights port, by number; each until its answer comes,
    /// though its connection may be gone.
    var pendingSubscribes: [Int: PendingSubscribe] = [:]
    /// Subscriptions that wait for a snapshot, by topic.
    var snapshotQueue = ReadQueue<Topic>()
    /// Subscriptions that wait for a page of the history.
    var historyQueue = ReadQueue<Stretch>()
    /// Reads on their way, by number.
    var snapshotReads: [Int: SnapshotRead] = [:]
    var historyReads: [Int: HistoryRead] = [:]
    var nextNumber = 0
    /// Holds reads back while the store does not answer.
    var breaker = CircuitBreaker()
    /// Reads that brought nothing, the oldest first.
    var retries: [Retry] = []
    /// Subscriptions whose cursor is above the position.
    ///
    /// A set has no order of its own: whoever goes through it sorts it, so that a run repeats itself.
    var waiting: Set<Int32> = []
    /// Sessions that ended a short time ago: credentials that were checked before may come now.
    var revokedSessions = RecentRevocations()
    var lastSecond: Int64 = -1
    var isDraining = false
    /// When each slot's member is sent away; empty until the drain begins.
    var departures: [Duration] = []

    /// A hub without connections on a node that stands at `position`.
    package init(
        configuration: Configuration = Configuration(), position: Cursor, floor: Int64 = 0,
        staleSince: Timestamp? = nil
    ) {
        self.configuration = configuration
        self.position = position
        self.floor = floor
        self.staleSince = staleSince
        window = Window(
            entryLimit: configuration.windowEntries, byteLimit: configuration.windowBytes)
        window.restart(after: position.seq)
    }

    /// What is to be done since the last call, in order.
    ///
    /// Reads begin here, so that what one turn asks for is asked for together.
    package mutating func takeActions() -> [HubAction] {
        // Asked after every turn, and mostly for nothing.
        if !snapshotQueue.isEmpty || !historyQueue.isEmpty { beginReads() }
        var taken: [HubAction] = []
        swap(&taken, &actions)
        return taken
    }

    /// How many connections the hub serves.
    package var connectionCount: Int { members.reduce(0) { $0 + ($1 == nil ? 0 : 1) } }

    /// How many subscriptions stand or are on their way.
    package var subscriptionCount: Int { subscriptions.count - freeSubscriptions.count }
}

// MARK: - Coming and going

extension Hub {
    /// Greets a connection, of somebody or of nobody yet.
    package mutating func connected(_ id: ConnectionID, principal: Principal?) {
        add(Member(id: id, principal: principal))
        greet(id)
        leaveIfRevoked(id)
    }

    mutating func add(_ member: Member) {
        let slot = Int(member.id.slot)
        while members.count <= slot { members.append(nil) }
        members[slot] = member
        noteSession(of: slot)
        // Who comes since the drain began goes at once.
        if slot < departures.count { departures[slot] = now }
    }

    mutating func greet(_ id: ConnectionID) {
        send(
            .welcome(
                connectionID: "\(configuration.node)-\(id.slot)-\(id.generation)",
                node: configuration.node, heartbeatSeconds: configuration.heartbeatSeconds,
                user: principal(of: id)?.userID.description),
            to: id)
        if let staleSince { send(.stale(since: staleSince), to: id) }
    }

    mutating func leaveIfRevoked(_ id: ConnectionID) {
        guard let session = principal(of: id)?.sessionID, revokedSessions.contains(session) else {
            return
        }
        leaveRevoked(id)
    }

    /// Forgets a connection and all that it followed.
    package mutating func disconnected(_ id: ConnectionID) {
        guard let member = member(id) else { return }
        blockedSlots.remove(id.slot)
        backlogs[Int(id.slot)] = nil
        for number in subscriptions(of: member) { remove(number) }
        members[Int(id.slot)] = nil
        misunderstood[id.slot] = nil
        followersBehind.remove(id.slot)
    }

    /// Who the connection speaks for; nil when it is anonymous or gone.
    package func principal(of id: ConnectionID) -> Principal? { member(id)?.principal }

    /// Takes the outcome of an `authenticate` action.
    package mutating func authenticated(
        _ id: ConnectionID, requestID: String?, as result: Result<Principal, AuthenticationRefusal>
    ) {
        guard let member = member(id), !member.isLeaving else { return }
        switch result {
        case .failure(let refusal):
            send(.error(refusal.error(requestID: requestID)), to: id)
        case .success(let principal) where revokedSessions.contains(principal.sessionID):
            let refusal = AuthenticationRefusal.invalid
            send(.error(refusal.error(requestID: requestID)), to: id)
        case .success(let principal):
            if let known = member.principal, known.userID != principal.userID {
                let other = ServerError(
                    id: requestID, code: .forbidden,
                    message: "token: belongs to another user than this connection")
                send(.error(other), to: id)
                return
            }
            members[Int(id.slot)]?.principal = principal
            noteSession(of: Int(id.slot))
            reviewRights(of: id, before: member.principal)
            send(.authenticated(id: requestID, user: principal.userID.description), to: id)
        }
    }

    func member(_ id: ConnectionID) -> Member? {
        let slot = Int(id.slot)
        guard slot < members.count, let member = members[slot], member.id == id else { return nil }
        return member
    }
}

/// Why a token was not taken.
package enum AuthenticationRefusal: Error, Sendable, Equatable {
    case expired, invalid, unavailable

    func error(requestID: String?) -> ServerError {
        switch self {
        case .expired:
            ServerError(id: requestID, code: .tokenExpired, message: "token: has expired")
        case .invalid:
            ServerError(id: requestID, code: .unauthenticated, message: "token: is not valid")
        case .unavailable:
            ServerError(
                id: requestID, code: .unavailable, message: "token: cannot be checked now")
        }
    }
}
