import Accounts
package import Events
import LiveProtocol

extension Hub {
    /// Delivers entries that follow the position without a hole.
    package mutating func deliver(_ entries: [LogEntry]) {
        for entry in entries {
            position = Cursor(epoch: position.epoch, seq: entry.seq)
            window.append(entry)
            for topic in entry.topics {
                if let record = topicIndex[topic] { deliver(entry, to: record) }
            }
            if let session = AccountEvents.revokedSession(entry) { revoke(session) }
        }
        for number in waiting.sorted() { resumeIfReached(number) }
    }

    /// Begins again at `cursor`: what is held of the time before it is void.
    package mutating func restarted(at cursor: Cursor, floor: Int64, reason: String) {
        position = cursor
        self.floor = floor
        window.restart(after: cursor.seq)
        for index in topics.indices { topics[index]?.last = cursor.seq }
        for index in subscriptions.indices where subscriptions[index] != nil {
            if subscriptions[index]?.state == .checking { continue }
            startAgain(Int32(index), reason: reason)
        }
    }

    /// Delivers an event that has no place in the order: at most once, to who can take it now.
    package mutating func deliverEphemeral(topics names: [Topic], type: String, event: [UInt8]) {
        for topic in names {
            guard let index = topicIndex[topic], let record = topics[Int(index)] else { continue }
            let text = EventFrame.encodeEphemeral(topic: topic.description, event: event)
            let takers = record.filtered.compactMap { subscriptions[Int($0)] }
                .filter { $0.types?.contains(type) == true }.map(\.connection)
            let ready = (record.everyone + takers).filter { member($0)?.backlog == nil }
            if !ready.isEmpty { actions.append(.broadcast(text, ready)) }
        }
    }

    /// Tells everybody that what is shown may be out of date since then.
    package mutating func becameStale(since: Timestamp) {
        staleSince = since
        tellEveryone(.stale(since: since))
    }

    /// Tells everybody that what is shown is up to date again.
    package mutating func becameFresh(at time: Timestamp) {
        staleSince = nil
        tellEveryone(.fresh(since: time))
    }

    private mutating func tellEveryone(_ message: ServerMessage) {
        broadcast(message.encoded(), to: members.compactMap { $0?.id }, as: .answer)
    }

    private mutating func deliver(_ entry: LogEntry, to index: Int32) {
        guard let record = topics[Int(index)] else { return }
        let cursor = Cursor(epoch: position.epoch, seq: entry.seq)
        let previous = Cursor(epoch: position.epoch, seq: record.last)
        let name = record.topic.description
        topics[Int(index)]?.last = entry.seq
        for number in record.joining { joinIfPassed(number, by: entry.seq) }
        let everyone = topics[Int(index)]?.everyone ?? []
        if !everyone.isEmpty {
            let text = EventFrame.encode(
                topic: name, cursor: cursor, prev: previous, event: entry.payload)
            broadcast(text, to: everyone, as: .live)
        }
        let takers = (topics[Int(index)]?.filtered ?? []).compactMap { subscriptions[Int($0)] }
            .filter { $0.types?.contains(entry.type) == true }.map(\.connection)
        if !takers.isEmpty {
            let text = EventFrame.encode(
                topic: name, cursor: cursor, prev: nil, event: entry.payload)
            broadcast(text, to: takers, as: .live)
        }
    }

    /// What was sent reached beyond this node; its first event after that is live again.
    private mutating func joinIfPassed(_ number: Int32, by seq: Int64) {
        guard case .ahead(let reached)? = subscriptions[Int(number)]?.state, seq > reached else {
            return
        }
        move(number, to: .live)
    }

    private mutating func resumeIfReached(_ number: Int32) {
        guard case .waiting(let seq, _)? = subscriptions[Int(number)]?.state,
            seq <= position.seq
        else { return }
        move(number, to: .catchingUp(seq: seq))
        proceed(number)
    }
}
