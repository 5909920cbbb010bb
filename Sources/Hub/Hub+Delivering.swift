import Accounts
package import Events
import LiveProtocol

extension Hub {
    /// Delivers entries that follow the position without a hole.
    package mutating func deliver(_ entries: [LogEntry]) {
        var heard: [Int32] = []
        for entry in entries {
            position = Cursor(epoch: position.epoch, seq: entry.seq)
            window.append(entry, records: topicIndex, heard: &heard)
            if !heard.isEmpty {
                for record in heard { deliver(entry, to: record) }
                heard.removeAll(keepingCapacity: true)
            }
            if let session = AccountEvents.revokedSession(entry) { revoke(session) }
        }
        if !waiting.isEmpty { for number in waiting.sorted() { resumeIfReached(number) } }
        if !snapshotReads.isEmpty { takeReachedSnapshots() }
    }

    /// Begins again at `cursor`: what is held of the time before it is void.
    package mutating func restarted(at cursor: Cursor, floor: Int64, reason: String) {
        position = cursor
        self.floor = floor
        window.restart(after: cursor.seq)
        for index in topics.indices { topics[index].last = cursor.seq }
        for case let member? in members where member.isFollower { voidPosition(of: member.id) }
        for index in subscriptions.indices where subscriptions[index] != nil {
            if subscriptions[index]?.state == .checking { continue }
            startAgain(Int32(index), reason: reason)
        }
        if !snapshotReads.isEmpty { takeReachedSnapshots() }
    }

    /// Delivers an event that has no place in the order: at most once, to who can take it now, and
    /// later the newest of each `entity` to who cannot; one without an entity is dropped for these.
    package mutating func deliverEphemeral(
        topics names: [Topic], type: String, entity: String? = nil, event: [UInt8]
    ) {
        for topic in names {
            guard let index = topicIndex[topic] else { continue }
            let record = topics[Int(index)]
            let text = EventFrame.encodeEphemeral(topic: record.name, event: event)
            followEphemeral(type, entity: entity, text, event, of: record)
            broadcast(text, to: record.everyone, of: record.live) { hub, blocked in
                hub.holdEphemeral(event, of: entity, type: type, for: blocked)
            }
            let takers = record.filtered.filter { takes(type, $0) }
            broadcast(text, to: connections(of: takers), of: takers) { hub, blocked in
                hub.holdEphemeral(event, of: entity, type: type, for: blocked)
            }
        }
    }

    private mutating func deliver(_ entry: LogEntry, to index: Int32) {
        let cursor = Cursor(epoch: position.epoch, seq: entry.seq)
        let previous = Cursor(epoch: position.epoch, seq: topics[Int(index)].last)
        topics[Int(index)].last = entry.seq
        // Nobody may be left: whoever gets an event may be too slow for it.
        let record = topics[Int(index)]
        let topic = record.topic
        if !record.live.isEmpty || !record.following.isEmpty {
            let text = EventFrame.encode(
                topic: record.name, cursor: cursor, prev: previous, event: entry.payload)
            if !record.following.isEmpty { follow(entry, text, of: record, after: previous.seq) }
            broadcast(text, to: record.everyone, of: record.live) { hub, blocked in
                hub.hold(entry, text: text, of: topic, after: previous.seq, for: blocked)
            }
        }
        guard !record.filtered.isEmpty else { return }
        let type = entry.type
        let takers = record.filtered.filter { takes(type, $0) }
        if !takers.isEmpty {
            let text = EventFrame.encode(
                topic: record.name, cursor: cursor, prev: nil, event: entry.payload)
            broadcast(text, to: connections(of: takers), of: takers) { hub, blocked in
                hub.hold(entry, text: text, of: topic, after: previous.seq, for: blocked)
            }
        }
    }

    /// Whether a subscription's filter lets this type pass.
    func takes(_ type: String, _ number: Int32) -> Bool {
        subscriptions[Int(number)]?.types?.contains(type) == true
    }

    private func connections(of numbers: [Int32]) -> [ConnectionID] {
        numbers.compactMap { subscriptions[Int($0)]?.connection }
    }

    /// Sends a frame to the connections whose sockets can take it, and calls `hold` with the
    /// subscriptions of the others, if there are any; `numbers` stand in the order of `ids`.
    ///
    /// While no socket is full nobody is looked at: the list goes out as it is.
    private mutating func broadcast(
        _ text: [UInt8], to ids: [ConnectionID], of numbers: [Int32],
        hold: (inout Hub, [Int32]) -> Void
    ) {
        guard !ids.isEmpty else { return }
        guard !blockedSlots.isEmpty else { return actions.append(.broadcast(text, ids)) }
        var ready: [ConnectionID] = []
        ready.reserveCapacity(ids.count)
        var blocked: [Int32] = []
        for (place, id) in ids.enumerated() {
            if blockedSlots.contains(id.slot) {
                blocked.append(numbers[place])
            } else {
                ready.append(id)
            }
        }
        if !ready.isEmpty { actions.append(.broadcast(text, ready)) }
        if !blocked.isEmpty { hold(&self, blocked) }
    }

    private mutating func resumeIfReached(_ number: Int32) {
        guard case .waiting(let seq, _)? = subscriptions[Int(number)]?.state,
            seq <= position.seq
        else { return }
        move(number, to: .catchingUp(seq: seq))
        proceed(number)
    }
}
