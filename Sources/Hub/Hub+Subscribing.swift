import Accounts
package import Events
import LiveProtocol

/// A subscribe request on its way: one answer, once every topic's rights are known.
struct PendingSubscribe {
    let connection: ConnectionID
    let requestID: String
    /// Whom the rights port was asked about.
    var principal: Principal?
    var outcomes: [TopicOutcome]
    /// Subscriptions whose rights are being asked for, with their place among the outcomes.
    var asked: [Question]

    /// One subscription that waits for the answer.
    struct Question {
        let place: Int
        let subscription: Int32
        /// Tells it from a later one that got the same number.
        let serial: Int
        let topic: Topic
        let wish: ResumePoint
    }
}

extension Hub {
    /// Registers first, then checks the rights, then reads: so neither an event nor a revocation
    /// can fall between.
    mutating func subscribe(_ request: SubscribeRequest, from id: ConnectionID) {
        guard let member = member(id) else { return }
        guard member.pendingSubscribes < configuration.pendingSubscribesPerConnection else {
            let refusal = ServerError(
                id: request.id, code: .tooMany,
                message: "subscribe: wait for the answers to earlier requests")
            send(.error(refusal), to: id)
            return
        }
        var pending = PendingSubscribe(
            connection: id, requestID: request.id, principal: member.principal, outcomes: [],
            asked: [])
        var granted: [(place: Int, subscription: Int32, wish: ResumePoint)] = []
        for (place, wanted) in request.topics.enumerated() {
            pending.outcomes.append(.rejected(topic: wanted.name, code: .forbidden))
            switch admit(wanted, of: request, for: id, principal: member.principal) {
            case .refused(let code):
                pending.outcomes[place] = .rejected(topic: wanted.name, code: code)
            case .granted(let subscription):
                granted.append((place, subscription, wanted.resume))
            case .asks(let subscription):
                pending.asked += question(place, subscription, wanted.resume)
            }
        }
        if pending.asked.isEmpty {
            answer(pending, granted: granted)
        } else {
            // A granted topic waits for the answer with the others: there is one answer a request.
            let late = granted.flatMap { question($0.place, $0.subscription, $0.wish) }
            ask(pending, alsoGranted: late)
        }
    }

    private enum Admission {
        case refused(ErrorCode)
        case granted(Int32)
        case asks(Int32)
    }

    private func question(
        _ place: Int, _ number: Int32, _ wish: ResumePoint
    ) -> [PendingSubscribe.Question] {
        guard let subscription = subscriptions[Int(number)] else { return [] }
        let topic = topics[Int(subscription.topic)].topic
        return [
            PendingSubscribe.Question(
                place: place, subscription: number, serial: subscription.serial, topic: topic,
                wish: wish)
        ]
    }

    private mutating func admit(
        _ wanted: WantedTopic, of request: SubscribeRequest, for id: ConnectionID,
        principal: Principal?
    ) -> Admission {
        guard let topic = try? Topic(parsing: wanted.name) else { return .refused(.unknownTopic) }
        guard let member = member(id) else { return .refused(.tooManyTopics) }
        var held = subscriptions(of: member)
        if let place = place(of: topic, in: held) { end(held.remove(at: place)) }
        guard held.count < configuration.topicsPerConnection else {
            return .refused(.tooManyTopics)
        }
        let decision = Rights.decide(principal, topic)
        if decision == .denied { return .refused(principal == nil ? .unauthenticated : .forbidden) }
        let number = register(
            topic, for: id, types: request.types, takesSnapshot: request.takesSnapshot)
        return decision == .allowed ? .granted(number) : .asks(number)
    }

    private mutating func ask(
        _ pending: PendingSubscribe, alsoGranted granted: [PendingSubscribe.Question]
    ) {
        var pending = pending
        pending.asked += granted
        members[Int(pending.connection.slot)]?.pendingSubscribes += 1
        ask(pending)
    }

    private mutating func ask(_ pending: PendingSubscribe) {
        guard let principal = pending.principal else { return }
        let questions = pending.asked.map(\.topic).filter {
            Rights.decide(principal, $0) == .askStore
        }
        let number = freshNumber()
        pendingSubscribes[number] = pending
        actions.append(.checkRights(number, principal, questions))
    }

    /// Takes the answer of the rights port; nil when it could not answer.
    package mutating func rightsDecided(_ number: Int, followable: Set<Topic>?) {
        guard let pending = pendingSubscribes.removeValue(forKey: number),
            let member = member(pending.connection)
        else { return }
        guard let asked = pending.principal, let now = member.principal, now.hasRights(of: asked)
        else {
            // The client has become somebody else while the port was asked: the answer is void.
            var again = pending
            again.principal = member.principal
            ask(again)
            return
        }
        members[Int(member.id.slot)]?.pendingSubscribes -= 1
        var decided = pending
        var granted: [(place: Int, subscription: Int32, wish: ResumePoint)] = []
        for asked in pending.asked {
            guard isCurrent(asked) else { continue }
            if Rights.decide(member.principal, asked.topic) == .allowed
                || followable?.contains(asked.topic) == true
            {
                granted.append((asked.place, asked.subscription, asked.wish))
            } else {
                end(asked.subscription)
                decided.outcomes[asked.place] = .rejected(
                    topic: asked.topic.description,
                    code: followable == nil ? .unavailable : .forbidden)
            }
        }
        answer(decided, granted: granted)
    }

    /// Whether the subscription still waits for this answer: it may have been given up, or begun
    /// again.
    private func isCurrent(_ question: PendingSubscribe.Question) -> Bool {
        guard let subscription = subscriptions[Int(question.subscription)] else { return false }
        return subscription.serial == question.serial && subscription.state == .checking
    }

    private mutating func answer(
        _ pending: PendingSubscribe,
        granted: [(place: Int, subscription: Int32, wish: ResumePoint)]
    ) {
        var pending = pending
        for grant in granted {
            if let outcome = begin(grant.subscription, wish: grant.wish) {
                pending.outcomes[grant.place] = outcome
            }
        }
        if member(pending.connection)?.isFollower == true {
            guard admitFollower(pending) else { return }
            let comesBack = granted.contains { $0.wish != .none }
            if comesBack, !pending.outcomes.allSatisfy(\.isResumed) {
                voidPosition(of: pending.connection)
            }
        }
        send(.subscribed(id: pending.requestID, topics: pending.outcomes), to: pending.connection)
        proceed(granted.map { $0.subscription })
        tellPositions()
    }

    mutating func freshNumber() -> Int {
        nextNumber += 1
        return nextNumber
    }
}
