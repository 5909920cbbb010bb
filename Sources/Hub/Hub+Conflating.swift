import Events
import LiveProtocol

/// Events for connections whose sockets are full (`architecture.md` 3).
extension Hub {
    /// Keeps an event of a topic, whose event before it was at `previous`, for subscriptions whose
    /// connections cannot take it now; `text` is its frame.
    mutating func hold(
        _ entry: LogEntry, text: [UInt8], of topic: Topic, after previous: Int64,
        for numbers: [Int32]
    ) {
        switch topic.kind.delivery {
        case .lossless:
            for number in numbers {
                guard let id = subscriptions[Int(number)]?.connection else { continue }
                send(text, to: id, as: .live, of: number)
            }
        case .state:
            let event = HeldEvent(entry, after: previous)
            for number in numbers { conflate(event, for: number) }
        }
    }

    private mutating func conflate(_ event: HeldEvent, for number: Int32) {
        guard let id = subscriptions[Int(number)]?.connection else { return }
        guard let wait = backlogs[Int(id.slot)]?.dirty.put(event, for: number, now: now) else {
            return
        }
        if wait.time >= configuration.conflationPatience, canBeginAgain(number) {
            // It moved to the end again and again: one state now is more than that will ever bring.
            startAgain(number, reason: "the connection is too slow for each change")
        }
        if wait.bytes > configuration.conflationLimit { relieve(id) }
    }

    /// Holds what waits below its limit.
    private mutating func relieve(_ id: ConnectionID) {
        let limit = configuration.conflationLimit
        let slot = Int(id.slot)
        while backlogs[slot]?.dirty.bytes ?? 0 > limit,
            let largest = backlogs[slot]?.dirty.largest
        {
            if canBeginAgain(largest) {
                startAgain(largest, reason: "more than \(limit) bytes of changes waited")
            } else {
                leave(id, .tooSlow, reason: "more than \(limit) bytes of changes waited")
            }
        }
    }

    /// Keeps the newest ephemeral event of an entity for subscriptions whose connections cannot take
    /// it now; one without an entity, or that there is no room for, is dropped.
    mutating func holdEphemeral(
        _ event: [UInt8], of entity: String?, type: String, for numbers: [Int32]
    ) {
        guard let entity = entity.map(EntityName.init) else { return }
        for number in numbers {
            guard let slot = subscriptions[Int(number)].map({ Int($0.connection.slot) }),
                let waiting = backlogs[slot]?.dirty.bytes,
                waiting + event.count <= configuration.conflationLimit
            else { continue }
            backlogs[slot]?.dirty.putEphemeral(
                event, of: entity, type: type, for: number, now: now)
        }
    }

    /// The frame of an event that waited.
    func frame(of taken: DirtySet.Taken) -> [UInt8] {
        guard let subscription = subscriptions[Int(taken.subscription)] else { return [] }
        let topic = topics[Int(subscription.topic)].name
        guard let seq = taken.seq else {
            return EventFrame.encodeEphemeral(topic: topic, event: taken.payload)
        }
        let epoch = position.epoch
        let prev = subscription.types == nil ? taken.previous : nil
        return EventFrame.encode(
            topic: topic, cursor: Cursor(epoch: epoch, seq: seq),
            prev: prev.map { Cursor(epoch: epoch, seq: $0) },
            conflated: taken.count > 1 ? taken.count : nil, event: taken.payload)
    }

    /// Forgets the events of a subscription that wait in the dirty set.
    mutating func dropDirty(_ number: Int32) {
        guard let id = subscriptions[Int(number)]?.connection else { return }
        backlogs[Int(id.slot)]?.dirty.drop(number)
    }

    /// Whether a snapshot may replace what the client holds of the topic.
    func canBeginAgain(_ number: Int32) -> Bool {
        guard let subscription = subscriptions[Int(number)] else { return false }
        let topic = topics[Int(subscription.topic)].topic
        return subscription.takesSnapshot && topic.kind.hasSnapshot
    }
}
