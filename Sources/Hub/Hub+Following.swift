package import Accounts
import Events
package import LiveProtocol

/// Followers: connections that name their topics when they come, and say nothing after that.
///
/// A follower comes back with one position for all its topics. So it may be told a position only
/// where everything at or below it was sent to it, on every topic; and as what is sent arrives in
/// its order or not at all, a follower that got a position got everything up to it.
///
/// Such a position is known while the follower is *level*: nothing waits for its socket, and all
/// its subscriptions are live. Events reach a level follower in the order of their seqs, so with
/// the event `seq` goes the position `seq - 1`: the same event may follow by another topic. By the
/// last of its topics goes `seq` itself. A follower that came back by `seq - 1` gets that event
/// again, and knows it by its cursor.
///
/// From the moment that it falls behind it is told no position, since newer events of one topic
/// may overtake older ones of another. Once it is level again a `mark` of all topics says where.
///
/// When a topic begins anew, because the history changed or the position was of no use, the
/// position that the follower has is void, and the message that says so says that too: a node that
/// has not heard of the new history would let it go on in the old one.
extension Hub {
    /// Takes in a connection that follows these topics, all of them or none: nothing is sent to it
    /// before `admit`, and one topic refused ends it.
    package mutating func connected(
        _ id: ConnectionID, principal: Principal?, following request: SubscribeRequest
    ) {
        add(Member(id: id, principal: principal, isFollower: true))
        leaveIfRevoked(id)
        if isServable(id) { subscribe(request, from: id) }
    }

    private func isServable(_ id: ConnectionID) -> Bool { member(id)?.isLeaving == false }

    /// Admits a follower whose topics were all granted; false when one was not.
    mutating func admitFollower(_ pending: PendingSubscribe) -> Bool {
        let id = pending.connection
        for case .rejected(let topic, let code) in pending.outcomes {
            actions.append(.deny(id, topic: topic))
            leave(id, Self.closeCode(of: code), reason: "\(topic): \(code.rawValue)")
            return false
        }
        members[Int(id.slot)]?.flags.insert(.admitted)
        actions.append(.admit(id))
        greet(id)
        fallBehind(id)
        return true
    }

    private static func closeCode(of code: ErrorCode) -> CloseCode {
        if code.isRetryable { return .internalError }
        return code == .unauthenticated ? .credentialsEnded : .forbidden
    }

    /// From now on what a follower gets says nothing of its position.
    mutating func fallBehind(_ id: ConnectionID) {
        let slot = Int(id.slot)
        guard members[slot]?.isFollower == true, members[slot]?.id == id else { return }
        members[slot]?.flags.insert(.behind)
        followersBehind.insert(id.slot)
    }

    /// What is sent to a follower says that its position is of no use, until it is told another.
    mutating func voidPosition(of id: ConnectionID) {
        guard member(id)?.isFollower == true else { return }
        members[Int(id.slot)]?.flags.insert(.unplaced)
        fallBehind(id)
    }

    /// Tells those that are level again where they are.
    mutating func tellPositions() {
        guard !followersBehind.isEmpty else { return }
        for slot in followersBehind.sorted() {
            guard let member = members[Int(slot)], isLevel(member) else { continue }
            members[Int(slot)]?.flags.subtract([.behind, .unplaced])
            followersBehind.remove(slot)
            send(.mark(cursor: position, topic: nil), to: member.id)
        }
    }

    /// Whether everything up to the hub's position was sent.
    func isLevel(_ member: Member) -> Bool {
        guard member.isAdmitted, !member.isLeaving, !blockedSlots.contains(member.id.slot) else {
            return false
        }
        return subscriptions(of: member).allSatisfy {
            subscriptions[Int($0)]?.state == .live
        }
    }

    /// Sends an event of a topic, whose event before it was at `previous`, to its followers; `text`
    /// is its frame.
    mutating func follow(
        _ entry: LogEntry, _ text: [UInt8], of record: TopicRecord, after previous: Int64
    ) {
        let isLast = entry.topics.last == record.topic
        let safe = Cursor(epoch: position.epoch, seq: isLast ? entry.seq : entry.seq - 1)
        let unfiltered = record.following.filter { subscriptions[Int($0)]?.types == nil }
        broadcast(text, toFollowers: unfiltered, position: .at(safe)) { hub, blocked in
            hub.hold(entry, text: text, of: record.topic, after: previous, for: blocked)
        }
        guard unfiltered.count < record.following.count else { return }
        let filtered = EventFrame.encode(
            topic: record.name,
            cursor: Cursor(epoch: position.epoch, seq: entry.seq), prev: nil, event: entry.payload)
        let type = entry.type
        let takers = record.following.filter { takes(type, $0) }
        broadcast(filtered, toFollowers: takers, position: .at(safe)) { hub, blocked in
            hub.hold(entry, text: filtered, of: record.topic, after: previous, for: blocked)
        }
    }

    /// Sends an event without a place in the order to a topic's followers.
    mutating func followEphemeral(
        _ type: String, entity: String?, _ text: [UInt8], _ event: [UInt8], of record: TopicRecord
    ) {
        guard !record.following.isEmpty else { return }
        let takers = record.following.filter {
            subscriptions[Int($0)]?.types == nil || takes(type, $0)
        }
        broadcast(text, toFollowers: takers, position: .unsaid) { hub, blocked in
            hub.holdEphemeral(event, of: entity, type: type, for: blocked)
        }
    }

    private func isBehind(_ member: Member?) -> Bool {
        #if PLANTED_MISTAKES
            if tellsPosition(member) { return false }
        #endif
        return member?.isBehind == true
    }

    /// Sends a frame to the followers whose sockets can take it, and calls `hold` for the others,
    /// if there are any.
    private mutating func broadcast(
        _ text: [UInt8], toFollowers numbers: [Int32], position: FollowerPosition,
        hold: (inout Hub, [Int32]) -> Void
    ) {
        var level: [ConnectionID] = []
        var behind: [ConnectionID] = []
        var blocked: [Int32] = []
        for number in numbers {
            guard let id = subscriptions[Int(number)]?.connection else { continue }
            if blockedSlots.contains(id.slot) {
                blocked.append(number)
            } else if isBehind(members[Int(id.slot)]) {
                behind.append(id)
            } else {
                level.append(id)
            }
        }
        if !level.isEmpty {
            actions.append(.broadcastToFollowers(text, level, position: position))
        }
        if !behind.isEmpty {
            actions.append(.broadcastToFollowers(text, behind, position: .unsaid))
        }
        if !blocked.isEmpty { hold(&self, blocked) }
    }
}

extension TopicOutcome {
    /// Whether the topic goes on from the client's position.
    var isResumed: Bool { if case .resumed = self { true } else { false } }
}
