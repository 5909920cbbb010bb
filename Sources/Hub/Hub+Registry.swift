import Events

/// The slabs of topics and subscriptions, and the lists between them.
extension Hub {
    /// Registers a subscription as joining; nothing is delivered to it yet.
    mutating func register(
        _ topic: Topic, for id: ConnectionID, types: Set<String>?, takesSnapshot: Bool
    ) -> Int32 {
        let record = intern(topic)
        let number: Int32
        let subscription = Subscription(
            serial: freshNumber(), types: types, connection: id, topic: record, state: .checking,
            takesSnapshot: takesSnapshot,
            isFollower: members[Int(id.slot)]?.isFollower == true)
        if let free = freeSubscriptions.popLast() {
            number = free
            subscriptions[Int(free)] = subscription
        } else {
            number = Int32(subscriptions.count)
            subscriptions.append(subscription)
        }
        link(number, to: Int(id.slot))
        enlist(number)
        return number
    }

    /// Takes a subscription out of its topic's lists and frees it; its connection keeps its number.
    mutating func remove(_ number: Int32) {
        guard let subscription = subscriptions[Int(number)] else { return }
        dropDirty(number)
        stopReading(number)
        delist(number)
        subscriptions[Int(number)] = nil
        freeSubscriptions.append(number)
        waiting.remove(number)
        if topics[Int(subscription.topic)].isUnused { release(subscription.topic) }
    }

    /// Moves a subscription to another state, and to the list of that state.
    mutating func move(_ number: Int32, to state: Subscription.State) {
        guard let subscription = subscriptions[Int(number)] else { return }
        if case .waiting = subscription.state { waiting.remove(number) }
        if case .waiting = state { waiting.insert(number) }
        if state != .live { fallBehind(subscription.connection) }
        let changesList = (subscription.state == .live) != (state == .live)
        if changesList { delist(number) }
        subscriptions[Int(number)]?.state = state
        if changesList { enlist(number) }
    }

    private mutating func intern(_ topic: Topic) -> Int32 {
        if let known = topicIndex[topic] { return known }
        let record = TopicRecord(topic: topic, last: position.seq)
        let index: Int32
        if let free = freeTopics.popLast() {
            index = free
            topics[Int(free)] = record
        } else {
            index = Int32(topics.count)
            topics.append(record)
        }
        topicIndex[topic] = index
        window.follow(topic, by: index)
        return index
    }

    private mutating func release(_ index: Int32) {
        let topic = topics[Int(index)].topic
        topicIndex[topic] = nil
        window.follow(topic, by: -1)
        topics[Int(index)].free()
        freeTopics.append(index)
    }

    private mutating func enlist(_ number: Int32) {
        guard let subscription = subscriptions[Int(number)] else { return }
        subscriptions[Int(number)]?.place = topics[Int(subscription.topic)].add(
            number, of: subscription)
    }

    private mutating func delist(_ number: Int32) {
        guard let subscription = subscriptions[Int(number)] else { return }
        let moved = topics[Int(subscription.topic)].remove(subscription)
        if let moved { subscriptions[Int(moved)]?.place = subscription.place }
    }
}
