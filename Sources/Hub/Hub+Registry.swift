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
        members[Int(id.slot)]?.subscriptions.append(number)
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
        if topics[Int(subscription.topic)]?.isUnused == true { release(subscription.topic) }
    }

    /// Moves a subscription to another state, and to the list of that state.
    mutating func move(_ number: Int32, to state: Subscription.State) {
        guard let subscription = subscriptions[Int(number)] else { return }
        if case .waiting = subscription.state { waiting.remove(number) }
        if case .waiting = state { waiting.insert(number) }
        if !state.isLevel { fallBehind(subscription.connection) }
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
        guard let record = topics[Int(index)] else { return }
        topicIndex[record.topic] = nil
        window.follow(record.topic, by: -1)
        topics[Int(index)] = nil
        freeTopics.append(index)
    }

    private func list(of subscription: Subscription) -> WritableKeyPath<TopicRecord, [Int32]> {
        if subscription.state != .live { return \.joining }
        if subscription.isFollower { return \.following }
        return subscription.types == nil ? \.live : \.filtered
    }

    private mutating func enlist(_ number: Int32) {
        guard let subscription = subscriptions[Int(number)],
            var record = topics[Int(subscription.topic)]
        else { return }
        topics[Int(subscription.topic)] = nil
        let list = list(of: subscription)
        subscriptions[Int(number)]?.place = Int32(record[keyPath: list].count)
        record[keyPath: list].append(number)
        if list == \.live { record.everyone.append(subscription.connection) }
        topics[Int(subscription.topic)] = record
    }

    /// The last of the list takes the place of the one that goes.
    private mutating func delist(_ number: Int32) {
        guard let subscription = subscriptions[Int(number)],
            var record = topics[Int(subscription.topic)]
        else { return }
        topics[Int(subscription.topic)] = nil
        let list = list(of: subscription)
        let place = Int(subscription.place)
        record[keyPath: list].swapAt(place, record[keyPath: list].count - 1)
        record[keyPath: list].removeLast()
        if list == \.live {
            record.everyone.swapAt(place, record.everyone.count - 1)
            record.everyone.removeLast()
        }
        if place < record[keyPath: list].count {
            subscriptions[Int(record[keyPath: list][place])]?.place = Int32(place)
        }
        topics[Int(subscription.topic)] = record
    }
}
