import Events
import LiveProtocol

extension ClientMachine {
    /// Asks for every topic that is wanted, each from where the client is on it.
    mutating func subscribeWanted() {
        guard case .open = connection else { return }
        while let first = topics.first(where: { $0.standing == .wanted }) {
            lastRequest += 1
            var wanted: [WantedTopic] = []
            for index in topics.indices
            where topics[index].standing == .wanted && topics[index].options == first.options
                && wanted.count < ClientMessage.topicLimit
            {
                topics[index].standing = .asked(request: lastRequest)
                let position = topics[index].position
                wanted.append(
                    WantedTopic(topics[index].name, from: position.map { .cursor($0) } ?? .none))
            }
            let request = SubscribeRequest(
                id: String(lastRequest), topics: wanted, types: first.options.types,
                takesSnapshot: first.options.takesSnapshot)
            actions.append(.send(.subscribe(request)))
        }
    }

    mutating func subscribed(_ id: String, _ outcomes: [TopicOutcome], now: Duration) {
        guard let request = Int(id) else { return }
        for outcome in outcomes {
            guard let index = topics.firstIndex(where: { $0.name == outcome.topic }),
                topics[index].standing == .asked(request: request)
            else { continue }
            settle(index, outcome, now: now)
        }
    }

    private mutating func settle(_ index: Int, _ outcome: TopicOutcome, now: Duration) {
        switch outcome {
        case .live(let topic, let cursor):
            topics[index].standing = .live
            topics[index].position = cursor
            actions.append(.standing(topic: topic, cursor: cursor))
        case .resumed(let topic, _):
            topics[index].standing = .live
            actions.append(.standing(topic: topic, cursor: topics[index].position))
        case .snapshot(let topic):
            topics[index].standing = .awaitingSnapshot
            actions.append(.standing(topic: topic, cursor: nil))
        case .reset(let topic, let cursor):
            topics[index].standing = .live
            topics[index].position = cursor
            actions.append(.standing(topic: topic, cursor: cursor))
            actions.append(.reload(topic: topic, cursor: cursor))
        case .rejected(let topic, let code):
            if code.isRetryable {
                let delay = fraction(of: configuration.retryDelay)
                topics[index].standing = .refused(until: now + delay)
            } else {
                topics.remove(at: index)
                actions.append(.rejected(topic: topic, code: code))
            }
        }
    }
}
