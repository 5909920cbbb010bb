import Accounts
import Events
import LiveProtocol

extension Hub {
    /// Takes one text message of a client.
    package mutating func received(_ text: [UInt8], from id: ConnectionID) {
        guard let member = member(id), !member.isLeaving else { return }
        do throws(ClientMessageError) {
            let message = try ClientMessage.decode(text)
            members[Int(id.slot)]?.misunderstood = 0
            switch message {
            case .auth(let requestID, let token):
                actions.append(.authenticate(id, requestID: requestID, token: token))
            case .subscribe(let request): subscribe(request, from: id)
            case .unsubscribe(let requestID, let topics):
                unsubscribe(topics, requestID: requestID, from: id)
            case .ping(let requestID): send(.pong(id: requestID), to: id)
            }
        } catch {
            members[Int(id.slot)]?.misunderstood += 1
            send(.error(ServerError(error)), to: id)
            leaveIfUnintelligible(id)
        }
    }

    /// A program that sends nothing but nonsense does not get better by errors.
    private mutating func leaveIfUnintelligible(_ id: ConnectionID) {
        guard let member = member(id), member.misunderstood >= configuration.misunderstoodLimit
        else { return }
        leave(id, .badMessage, reason: "\(member.misunderstood) messages in a row made no sense")
    }

    private mutating func unsubscribe(
        _ names: [String], requestID: String, from id: ConnectionID
    ) {
        for name in names {
            guard let topic = try? Topic(parsing: name),
                let subscription = subscription(of: id, to: topic)
            else { continue }
            end(subscription)
        }
        send(.unsubscribed(id: requestID, topics: names), to: id)
    }

    /// Ends a subscription and takes it off its connection.
    mutating func end(_ number: Int32) {
        guard let subscription = subscriptions[Int(number)] else { return }
        members[Int(subscription.connection.slot)]?.subscriptions.removeAll { $0 == number }
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
        for number in member.subscriptions {
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

    func subscription(of id: ConnectionID, to topic: Topic) -> Int32? {
        guard let record = topicIndex[topic] else { return nil }
        return member(id)?.subscriptions.first { subscriptions[Int($0)]?.topic == record }
    }
}
