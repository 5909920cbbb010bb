package import Events
import LiveProtocol

/// Whether what clients show is up to date, as far as this node knows.
extension Hub {
    /// Tells everybody that what is shown may be out of date since then; before all that waits.
    package mutating func becameStale(since: Timestamp) {
        staleSince = since
        tellEveryone(.stale(since: since)) { hub, slot, text in
            hub.backlogs[slot]?.putStale(text)
        }
    }

    /// Tells everybody that what is shown is up to date again; behind all that waits.
    package mutating func becameFresh(at time: Timestamp) {
        staleSince = nil
        tellEveryone(.fresh(since: time)) { hub, slot, text in
            hub.backlogs[slot]?.putFresh(text)
        }
    }

    /// Sends a message to everybody, and calls `put` with the slot of each whose socket is full.
    private mutating func tellEveryone(
        _ message: ServerMessage, put: (inout Hub, _ slot: Int, _ text: [UInt8]) -> Void
    ) {
        let text = message.encoded()
        var ready: [ConnectionID] = []
        for slot in members.indices {
            guard let id = members[slot]?.id, members[slot]?.isLeaving == false else { continue }
            if blockedSlots.contains(id.slot) {
                put(&self, slot, text)
            } else if members[slot]?.isFollower == true {
                send(text, to: id, as: .answer)
            } else {
                ready.append(id)
            }
        }
        if !ready.isEmpty { actions.append(.broadcast(text, ready)) }
    }
}
