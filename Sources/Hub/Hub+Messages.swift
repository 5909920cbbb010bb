import Accounts
import Events
import LiveProtocol

extension Hub {
    /// Takes one text message of a client.
    package mutating func received(_ text: [UInt8], from id: ConnectionID) {
        guard let member = member(id), !member.isLeaving else { return }
        do throws(ClientMessageError) {
            let message = try ClientMessage.decode(text)
            if !misunderstood.isEmpty { misunderstood[id.slot] = nil }
            switch message {
            case .auth(let requestID, let token):
                actions.append(.authenticate(id, requestID: requestID, token: token))
            case .subscribe(let request): subscribe(request, from: id)
            case .unsubscribe(let requestID, let topics):
                unsubscribe(topics, requestID: requestID, from: id)
            case .ping(let requestID): send(.pong(id: requestID), to: id)
            }
        } catch {
            misunderstood[id.slot, default: 0] += 1
            send(.error(ServerError(error)), to: id)
            leaveIfUnintelligible(id)
        }
    }

    /// A program that sends nothing but nonsense does not get better by errors.
    private mutating func leaveIfUnintelligible(_ id: ConnectionID) {
        let count = misunderstood[id.slot] ?? 0
        guard count >= configuration.misunderstoodLimit else { return }
        leave(id, .badMessage, reason: "\(count) messages in a row made no sense")
    }

    private mutating func unsubscribe(
        _ names: [String], requestID: String, from id: ConnectionID
    ) {
        for name in names {
            guard let topic = try? Topic(parsing: name), let member = member(id) else { continue }
            let held = subscriptions(of: member)
            if let place = place(of: topic, in: held) { end(held[place]) }
        }
        send(.unsubscribed(id: requestID, topics: names), to: id)
    }

    /// Ends a subscription and takes it off its connection.
    mutating func end(_ number: Int32) {
        guard let subscription = subscriptions[Int(number)] else { return }
        unlink(number, from: Int(subscription.connection.slot))
        remove(number)
    }

    /// Ends what a connection followed by rights that it has no more, with all that waits of it,
    /// and says so.
    ///
    /// What only the store can decide is asked for anew by the client: until then nothing of it
    /// is delivered.
    mutating func reviewRights(of id: ConnectionID, before known: Principal?) {
        guard let member = member(id), let principal = member.principal else { return }
        let isSame = known?.hasRights(of: principal) ?? false
        var lost: [String] = []
        for number in subscriptions(of: member) {
            guard !isSame, let subscription = subscriptions[Int(number)],
                subscription.state != .checking
            else { continue }
            let topic = topics[Int(subscription.topic)].topic
            if Rights.decide(principal, topic) == .allowed { continue }
            backlogs[Int(id.slot)]?.drop(number)
            end(number)
            lost.append(topic.description)
        }
        if !lost.isEmpty { send(.unsubscribed(id: nil, topics: lost), to: id) }
    }

    /// Where the subscription to a topic stands among those of a connection.
    func place(of topic: Topic, in numbers: [Int32]) -> Int? {
        guard let record = topicIndex[topic] else { return nil }
        return numbers.firstIndex { subscriptions[Int($0)]?.topic == record }
    }
}
