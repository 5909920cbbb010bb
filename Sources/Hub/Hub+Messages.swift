import Events
import LiveProtocol

extension Hub {
    /// Takes one text message of a client.
    package mutating func received(_ text: [UInt8], from id: ConnectionID) {
        guard let member = member(id), !member.isLeaving else { return }
        do throws(ClientMessageError) {
            switch try ClientMessage.decode(text) {
            case .auth(let requestID, let token):
                actions.append(.authenticate(id, requestID: requestID, token: token))
            case .subscribe(let request): subscribe(request, from: id)
            case .unsubscribe(let requestID, let topics):
                unsubscribe(topics, requestID: requestID, from: id)
            case .ping(let requestID): send(.pong(id: requestID), to: id)
            case .ack: break
            }
        } catch {
            send(.error(ServerError(error)), to: id)
        }
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

    func subscription(of id: ConnectionID, to topic: Topic) -> Int32? {
        guard let record = topicIndex[topic] else { return nil }
        return member(id)?.subscriptions.first { subscriptions[Int($0)]?.topic == record }
    }
}
