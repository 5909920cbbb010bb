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
        let slot = Int(id.slot)
        guard let waiting = backlogs[slot]?.bytes(of: kind) else {
            give(text, to: id)
            return
        }
        if let limit = limit(of: kind), waiting + text.count > limit {
            leave(id, .tooSlow, reason: "more than \(limit) bytes waited")
        } else {
            backlogs[slot]?.append(text, as: kind, of: subscription)
        }
    }

    /// Sends pieces of the history.
    mutating func send(pages: [[UInt8]], to id: ConnectionID, of subscription: Int32) {
        guard isServed(id) else { return }
        guard !blockedSlots.contains(id.slot) else {
            for page in pages { send(page, to: id, as: .page, of: subscription) }
            return
        }
        for page in pages { give(page, to: id) }
    }

    /// Hands a message out, to a follower whose position is void with that word.
    private mutating func give(_ text: [UInt8], to id: ConnectionID) {
        if members[Int(id.slot)]?.isUnplaced == true {
            actions.append(.broadcastToFollowers(text, [id], position: .void))
        } else {
            actions.append(.send(id, text))
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

    /// Bytes that wait for full sockets; looks at every connection whose socket is full.
    package var backlogBytes: Int {
        backlogs.values.reduce(0) { sum, backlog in
            sum + backlog.bytes + backlog.dirty.bytes
        }
    }

    /// Whether more answers wait for a connection than it is given at once: who does not take them
    /// is to ask nothing more until it has.
    package func leavesAnswers(_ id: ConnectionID) -> Bool {
        // Asked after each message, and hardly ever so.
        guard !backlogs.isEmpty, blockedSlots.contains(id.slot), member(id) != nil,
            let waiting = backlogs[Int(id.slot)]?.bytes(of: .answer)
        else { return false }
        return waiting > configuration.flushSize
    }

    /// The connection's socket is full: what comes next waits here until `written`.
    package mutating func blocked(_ id: ConnectionID) {
        guard member(id) != nil, !blockedSlots.contains(id.slot) else { return }
        backlogs[Int(id.slot)] = Backlog()
        blockedSlots.insert(id.slot)
        fallBehind(id)
    }

    /// Everything given for a blocked connection is written: more may follow.
    package mutating func written(_ id: ConnectionID) {
        let slot = Int(id.slot)
        guard member(id) != nil, blockedSlots.contains(id.slot) else { return }
        var bytes = 0
        while bytes < configuration.flushSize, let text = nextWaiting(slot) {
            give(text, to: id)
            bytes += text.count
        }
        guard backlogs[slot]?.isEmpty == true else {
            actions.append(.notifyWhenWritten(id))
            return
        }
        backlogs[slot] = nil
        blockedSlots.remove(id.slot)
        guard let member = members[slot] else { return }
        proceed(subscriptions(of: member))
    }

    private func isServed(_ id: ConnectionID) -> Bool {
        let slot = Int(id.slot)
        return slot < members.count && members[slot]?.id == id
            && members[slot]?.isLeaving == false && members[slot]?.isAdmitted == true
    }

    /// What goes next of what waits for a connection.
    private mutating func nextWaiting(_ slot: Int) -> [UInt8]? {
        if let message = backlogs[slot]?.takeMessage() { return message }
        #if PLANTED_MISTAKES
            if configuration.mistake == .flushesByKey { backlogs[slot]?.dirty.orderByKey() }
        #endif
        return backlogs[slot]?.dirty.take().map(frame(of:))
    }

    /// Lets a connection that catches up take a breath: the next page waits for `written`.
    mutating func pace(_ id: ConnectionID) {
        // Whoever is blocked is told about already.
        guard !blockedSlots.contains(id.slot) else { return }
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
        give(bye.encoded(), to: id)
        actions.append(.close(id, code))
        blockedSlots.remove(id.slot)
        backlogs[Int(id.slot)] = nil
        for number in subscriptions(of: member) { remove(number) }
        members[Int(id.slot)]?.newestSubscription = nil
        members[Int(id.slot)]?.flags.insert(.leaving)
        followersBehind.remove(id.slot)
    }
}
