import Events
import LiveProtocol

/// What goes out, and what waits while a socket is full.
extension Hub {
    mutating func send(_ message: ServerMessage, to id: ConnectionID) {
        send(message.encoded(), to: id, as: .answer)
    }

    /// Sends a text, which is of one subscription or of the connection.
    mutating func send(
        _ text: [UInt8], to id: ConnectionID, as kind: Backlog.Kind, of subscription: Int32? = nil
    ) {
        guard isServed(id) else { return }
        // Nothing of the backlog is bound to a name here: appending to it would copy it.
        let slot = Int(id.slot)
        guard let waiting = members[slot]?.backlog?.bytes(of: kind) else {
            actions.append(.send(id, text))
            return
        }
        if let limit = limit(of: kind), waiting + text.count > limit {
            leave(id, .tooSlow, reason: "more than \(limit) bytes waited")
        } else {
            members[slot]?.backlog?.append(text, as: kind, of: subscription)
        }
    }

    /// Sends pieces of the history.
    mutating func send(pages: [[UInt8]], to id: ConnectionID, of subscription: Int32) {
        guard isServed(id) else { return }
        guard members[Int(id.slot)]?.backlog == nil else {
            for page in pages { send(page, to: id, as: .page, of: subscription) }
            return
        }
        for page in pages { actions.append(.send(id, page)) }
    }

    /// How many bytes of a kind may wait; pages need no limit, for one a subscription is pulled.
    private func limit(of kind: Backlog.Kind) -> Int? {
        switch kind {
        case .live: configuration.backlogLimit
        case .answer: configuration.answerLimit
        case .page: nil
        }
    }

    /// Bytes that wait for full sockets; looks at every connection.
    package var backlogBytes: Int {
        if blockedSlots.isEmpty { return 0 }
        return members.reduce(0) { sum, member in
            guard let backlog = member?.backlog else { return sum }
            return sum + backlog.bytes(of: .live) + backlog.bytes(of: .answer) + backlog.dirty.bytes
        }
    }

    /// The connection's socket is full: what comes next waits here until `written`.
    package mutating func blocked(_ id: ConnectionID) {
        guard member(id) != nil, members[Int(id.slot)]?.backlog == nil else { return }
        members[Int(id.slot)]?.backlog = Backlog()
        blockedSlots.insert(id.slot)
        fallBehind(id)
    }

    /// Everything given for a blocked connection is written: more may follow.
    package mutating func written(_ id: ConnectionID) {
        let slot = Int(id.slot)
        guard member(id) != nil, members[slot]?.backlog != nil else { return }
        var bytes = 0
        while bytes < configuration.flushSize, let text = nextWaiting(slot) {
            actions.append(.send(id, text))
            bytes += text.count
        }
        guard members[slot]?.backlog?.isEmpty == true else {
            actions.append(.notifyWhenWritten(id))
            return
        }
        members[slot]?.backlog = nil
        blockedSlots.remove(id.slot)
        for number in members[slot]?.subscriptions ?? [] { proceed(number) }
    }

    private func isServed(_ id: ConnectionID) -> Bool {
        let slot = Int(id.slot)
        return slot < members.count && members[slot]?.id == id
            && members[slot]?.isLeaving == false && members[slot]?.isAdmitted == true
    }

    /// What goes next of what waits for a connection.
    private mutating func nextWaiting(_ slot: Int) -> [UInt8]? {
        if let message = members[slot]?.backlog?.takeMessage() { return message }
        return members[slot]?.backlog?.dirty.take().map(frame(of:))
    }

    /// Lets a connection that catches up take a breath: the next page waits for `written`.
    mutating func pace(_ id: ConnectionID) {
        // Whoever is blocked is told about already.
        guard member(id)?.backlog == nil else { return }
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
        blockedSlots.remove(id.slot)
        members[Int(id.slot)]?.backlog = nil
        members[Int(id.slot)]?.subscriptions = []
        for number in member.subscriptions { remove(number) }
        members[Int(id.slot)]?.isLeaving = true
        followersBehind.remove(id.slot)
    }
}
