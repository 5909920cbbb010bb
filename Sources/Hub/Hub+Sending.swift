import Events
import LiveProtocol

/// What goes out, and what waits while a socket is full.
extension Hub {
    mutating func send(_ message: ServerMessage, to id: ConnectionID) {
        send(message.encoded(), to: id, as: .answer)
    }

    mutating func send(_ text: [UInt8], to id: ConnectionID, as kind: Backlog.Kind) {
        let slot = Int(id.slot)
        guard slot < members.count, let member = members[slot], member.id == id,
            !member.isLeaving
        else { return }
        guard let backlog = member.backlog else {
            actions.append(.send(id, text))
            return
        }
        if let limit = limit(of: kind), backlog.bytes(of: kind) + text.count > limit {
            leave(id, .tooSlow, reason: "more than \(limit) bytes waited")
        } else {
            members[slot]?.backlog?.append(text, as: kind)
        }
    }

    /// How many bytes of a kind may wait; pages need no limit, for one a subscription is pulled.
    private func limit(of kind: Backlog.Kind) -> Int? {
        switch kind {
        case .live: configuration.backlogLimit
        case .answer: configuration.answerLimit
        case .page: nil
        }
    }

    mutating func broadcast(_ text: [UInt8], to ids: [ConnectionID], as kind: Backlog.Kind) {
        guard blockedMembers > 0 else {
            actions.append(.broadcast(text, ids))
            return
        }
        var ready: [ConnectionID] = []
        for id in ids {
            if members[Int(id.slot)]?.backlog == nil {
                ready.append(id)
            } else {
                send(text, to: id, as: kind)
            }
        }
        if !ready.isEmpty { actions.append(.broadcast(text, ready)) }
    }

    /// Bytes that wait for full sockets; looks at every connection.
    package var backlogBytes: Int {
        guard blockedMembers > 0 else { return 0 }
        return members.reduce(0) { sum, member in
            guard let backlog = member?.backlog else { return sum }
            return sum + backlog.bytes(of: .live) + backlog.bytes(of: .answer)
        }
    }

    /// The connection's socket is full: what comes next waits here until `written`.
    package mutating func blocked(_ id: ConnectionID) {
        guard let member = member(id), member.backlog == nil else { return }
        members[Int(id.slot)]?.backlog = Backlog()
        blockedMembers += 1
    }

    /// Everything given for a blocked connection is written: more may follow.
    package mutating func written(_ id: ConnectionID) {
        guard let member = member(id), member.backlog != nil else { return }
        let slot = Int(id.slot)
        let messages = members[slot]?.backlog?.take(configuration.flushSize) ?? []
        for message in messages { actions.append(.send(id, message)) }
        guard members[slot]?.backlog?.isEmpty == true else {
            actions.append(.notifyWhenWritten(id))
            return
        }
        members[slot]?.backlog = nil
        blockedMembers -= 1
        for number in member.subscriptions { proceed(number) }
    }

    /// Lets a connection that catches up take a breath: the next page waits for `written`.
    mutating func pace(_ id: ConnectionID) {
        blocked(id)
        actions.append(.notifyWhenWritten(id))
    }

    /// Says `bye` and closes; nothing is sent after it.
    mutating func leave(
        _ id: ConnectionID, _ code: CloseCode, reason: String,
        reconnectAfterMilliseconds: Int? = nil
    ) {
        guard let member = member(id), !member.isLeaving else { return }
        let bye = ServerMessage.bye(
            code: code, reason: reason, reconnectAfterMilliseconds: reconnectAfterMilliseconds)
        actions.append(.send(id, bye.encoded()))
        actions.append(.close(id, code))
        if member.backlog != nil { blockedMembers -= 1 }
        for number in member.subscriptions { remove(number) }
        members[Int(id.slot)]?.subscriptions = []
        members[Int(id.slot)]?.backlog = nil
        members[Int(id.slot)]?.isLeaving = true
    }
}
