import Events

/// Positions on a topic that are near enough to be read as one: from the lowest of them a page
/// reaches beyond all.
struct Stretch: Hashable {
    let topic: Topic
    let number: Int64
}

/// Where a subscription's read is.
enum Reading: Equatable {
    /// None is needed, or none is asked for yet.
    case none
    /// It waits for its turn.
    case queued
    /// It is on its way, by this number.
    indirect case underway(Int)
}

/// Snapshots and pages of the history: asked for together, shared by all who want the same.
extension Hub {
    /// A snapshot on its way.
    struct SnapshotRead {
        let topic: Topic
        let takers: [Int32]
        /// What was read, while the node is not there yet.
        var answer: Snapshot?
    }

    /// Pages of the history on their way.
    struct HistoryRead {
        struct Part {
            let stretch: Stretch
            let after: Int64
            let takers: [Int32]
        }

        let parts: [Part]
    }

    /// Lets a subscription wait for what its state says.
    mutating func askToRead(_ number: Int32) {
        guard let subscription = subscriptions[Int(number)] else { return }
        let topic = topics[Int(subscription.topic)].topic
        switch subscription.state {
        case .awaitingSnapshot: snapshotQueue.add(number, for: topic)
        case .catchingUp(let seq): historyQueue.add(number, for: stretch(topic, seq))
        case .checking, .waiting, .live: return
        }
        subscriptions[Int(number)]?.reading = .queued
    }

    /// What a subscription waits for is not wanted any more; an answer on its way passes it by.
    mutating func stopReading(_ number: Int32) {
        guard let subscription = subscriptions[Int(number)] else { return }
        let topic = topics[Int(subscription.topic)].topic
        if subscription.reading == .queued {
            switch subscription.state {
            case .awaitingSnapshot: snapshotQueue.remove(number, for: topic)
            case .catchingUp(let seq): historyQueue.remove(number, for: stretch(topic, seq))
            case .checking, .waiting, .live: break
            }
        }
        subscriptions[Int(number)]?.reading = .none
    }

    private func stretch(_ topic: Topic, _ seq: Int64) -> Stretch {
        Stretch(topic: topic, number: seq / Int64(configuration.stretchLength))
    }

    /// Begins as many reads as may be on their way at once.
    mutating func beginReads() {
        guard !breaker.isOpen(now: now, rest: configuration.readRetry) else { return }
        while snapshotReads.count < configuration.snapshotReadsAtOnce,
            let (topic, takers) = snapshotQueue.begin()
        {
            let read = freshNumber()
            snapshotReads[read] = SnapshotRead(topic: topic, takers: takers)
            for taker in takers { subscriptions[Int(taker)]?.reading = .underway(read) }
            actions.append(.readSnapshot(read, topic))
        }
        while historyReads.count < configuration.historyReadsAtOnce, beginHistoryRead() {}
    }

    private mutating func beginHistoryRead() -> Bool {
        var parts: [HistoryRead.Part] = []
        let read = nextNumber + 1
        while parts.count < configuration.positionsAtOnce,
            let (stretch, takers) = historyQueue.begin()
        {
            var after = Int64.max
            for taker in takers {
                if case .catchingUp(let seq)? = subscriptions[Int(taker)]?.state {
                    after = min(after, seq)
                }
                subscriptions[Int(taker)]?.reading = .underway(read)
            }
            parts.append(HistoryRead.Part(stretch: stretch, after: after, takers: takers))
        }
        guard !parts.isEmpty else { return false }
        nextNumber = read
        historyReads[read] = HistoryRead(parts: parts)
        actions.append(
            .readHistory(
                read, parts.map { TopicPosition($0.stretch.topic, after: $0.after) },
                limit: min(configuration.pageLimit, configuration.readLimit / parts.count)))
        return true
    }

    /// Lets those who still wait for a read that brought nothing ask again in a while.
    mutating func tryAgain(_ read: Int, _ takers: [Int32]) {
        retries.append(Retry(at: now + configuration.readRetry, read: read, takers: takers))
    }

    /// Asks again for what could not be read.
    mutating func retryReads() {
        let due = retries.prefix { $0.at <= now }
        retries.removeFirst(due.count)
        for retry in due {
            for number in retry.takers
            where subscriptions[Int(number)]?.reading == .underway(retry.read) {
                subscriptions[Int(number)]?.reading = .none
                proceed(number)
            }
        }
    }
}

/// A read that brought nothing, and who waits for it.
///
/// There is one for each read of the last `readRetry` that failed: few while the breaker is open.
struct Retry {
    let at: Duration
    let read: Int
    let takers: [Int32]
}
