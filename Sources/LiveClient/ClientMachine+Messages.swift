import Events
package import LiveProtocol

extension ClientMachine {
    /// A text message came.
    package mutating func received(_ text: [UInt8], now: Duration) {
        do throws(ServerMessageError) {
            if let message = try ServerMessage.decode(text) { received(message, now: now) }
        } catch {
            unreadable(error)
        }
    }

    /// A text message came that could not be read.
    package mutating func unreadable(_ error: ServerMessageError) {
        actions.append(.unreadable(error))
    }

    /// A message came.
    package mutating func received(_ message: ServerMessage, now: Duration) {
        heardAt = now
        switch message {
        case .welcome(_, _, let heartbeatSeconds, _):
            silenceLimit = .seconds(heartbeatSeconds) * (configuration.missedHeartbeats + 1)
            actions.append(.welcomed)
        case .authenticated: authenticated()
        case .subscribed(let id, let outcomes): subscribed(id, outcomes, now: now)
        case .event(let frame): event(frame)
        case .mark(let cursor, let topic): mark(cursor, topic)
        case .snapshot(let topic, let cursor, let state, _):
            startAgain(topic, at: cursor, .replace(topic: topic, cursor: cursor, state: state))
        case .reset(let topic, let cursor, _):
            startAgain(topic, at: cursor, .reload(topic: topic, cursor: cursor))
        case .stale(let since): actions.append(.stale(since: since))
        case .fresh(let since): actions.append(.fresh(since: since))
        case .error(let error): failed(error, now: now)
        case .bye(let code, _, let delay): bye = (code, delay.map { .milliseconds($0) })
        case .unsubscribed(nil, let names): ended(names)
        case .pong, .unsubscribed: break
        }
    }

    /// Events came that stood one behind another in what was read.
    package mutating func received(_ run: EventRun, now: Duration) {
        heardAt = now
        let name = run.frames[0].topic
        guard let index = topics.firstIndex(where: { $0.name == name }),
            topics[index].standing == .live, takesWhole(run, at: index)
        else {
            for frame in run.frames { event(frame) }
            return
        }
        actions.append(.deliver(run.frames))
    }

    /// Whether all of a run is new and missed nothing; then the topic's position is its end.
    private mutating func takesWhole(_ run: EventRun, at index: Int) -> Bool {
        if run.isEphemeral { return true }
        guard let position = topics[index].position, let end = run.end(following: position) else {
            return false
        }
        topics[index].position = end
        return true
    }

    private mutating func authenticated() {
        guard case .authenticating(let since) = connection else { return }
        connection = .open(since: since)
        subscribeWanted()
    }

    private mutating func failed(_ error: ServerError, now: Duration) {
        actions.append(.failed(error))
        if error.id == Self.authRequest {
            guard case .authenticating = connection else { return }
            if !error.isRetryable { connection = .ended }
            actions.append(.disconnect)
            return
        }
        guard let id = error.id.flatMap({ Int($0) }) else { return }
        for index in topics.indices where topics[index].standing == .asked(request: id) {
            topics[index].standing = .refused(until: now + fraction(of: configuration.retryDelay))
        }
    }
}

// MARK: - Rights

extension ClientMachine {
    /// The hub has ended these, as rights have changed: asks again, and is told what holds now.
    private mutating func ended(_ names: [String]) {
        for index in topics.indices where names.contains(topics[index].name) {
            switch topics[index].standing {
            case .live, .awaitingSnapshot: topics[index].standing = .wanted
            // What is asked for since then has an answer of its own.
            case .wanted, .asked, .refused: break
            }
        }
        subscribeWanted()
    }
}

// MARK: - Positions

extension ClientMachine {
    private mutating func event(_ frame: EventFrame) {
        // By index: a copy of what is known of a topic costs more than the comparison.
        let name = frame.topic
        guard let index = topics.indices.first(where: { topics[$0].name == name }) else { return }
        guard topics[index].standing == .live else {
            if let cursor = frame.cursor {
                actions.append(.passed(topic: name, cursor: cursor))
            }
            return
        }
        guard let cursor = frame.cursor else {
            actions.append(.deliver([frame]))
            return
        }
        if let position = topics[index].position {
            if let prev = frame.prev, prev.isNew(after: position) {
                actions.append(.gap(topic: name, after: position, upTo: prev))
                topics[index].standing = .wanted
                subscribeWanted()
                return
            }
            guard cursor.isNew(after: position) else {
                actions.append(.repeated(topic: name, cursor: cursor))
                return
            }
        }
        topics[index].position = cursor
        actions.append(.deliver([frame]))
    }

    private mutating func mark(_ cursor: Cursor, _ name: String?) {
        for index in topics.indices where topics[index].standing == .live {
            guard name == nil || topics[index].name == name else { continue }
            // One of another history is no promise about this one: the next `prev` shows the gap.
            if let position = topics[index].position, position.epoch == cursor.epoch,
                cursor.seq > position.seq
            {
                topics[index].position = cursor
            }
        }
    }

    private mutating func startAgain(_ name: String, at cursor: Cursor, _ action: ClientAction) {
        guard let index = topics.firstIndex(where: { $0.name == name }) else { return }
        switch topics[index].standing {
        case .live, .awaitingSnapshot: break
        case .wanted, .asked, .refused: return
        }
        topics[index].standing = .live
        topics[index].position = cursor
        actions.append(action)
    }
}
