import Events

/// What the hub knows of a topic that somebody follows.
struct TopicRecord {
    let topic: Topic
    /// The topic as clients write it, made once: each of its frames says it.
    private(set) var name: String
    /// The topic's newest event on this node; before the first, where the node began to follow it.
    var last: Int64
    /// Connections that get every event, ready to be handed out; `live` has their subscriptions.
    private(set) var everyone: [ConnectionID] = []
    private(set) var live: [Int32] = []
    /// Live subscriptions with a filter.
    private(set) var filtered: [Int32] = []
    /// Live subscriptions of followers, with a filter or without.
    private(set) var following: [Int32] = []
    /// How many subscriptions are not live yet.
    private var joining = 0

    init(topic: Topic, last: Int64) {
        self.topic = topic
        name = topic.description
        self.last = last
    }

    var isUnused: Bool {
        live.isEmpty && filtered.isEmpty && following.isEmpty && joining == 0
    }

    /// Lets go of what it holds, until it is of another topic.
    mutating func free() {
        name = ""
        (everyone, live, filtered, following, joining) = ([], [], [], [], 0)
    }
}

// MARK: - Its lists, changed in place

extension TopicRecord {
    private enum List {
        case joining, following, filtered, live

        init(of subscription: Subscription) {
            if subscription.state != .live {
                self = .joining
            } else if subscription.isFollower {
                self = .following
            } else {
                self = subscription.types == nil ? .live : .filtered
            }
        }
    }

    /// Adds a subscription to the list of its state; returns its place there.
    mutating func add(_ number: Int32, of subscription: Subscription) -> Int32 {
        switch List(of: subscription) {
        case .joining:
            joining += 1
            return 0
        case .following: return following.place(number)
        case .filtered: return filtered.place(number)
        case .live:
            everyone.append(subscription.connection)
            return live.place(number)
        }
    }

    /// Takes a subscription out of the list of its state; returns the one that has its place now,
    /// if that is another.
    mutating func remove(_ subscription: Subscription) -> Int32? {
        let place = Int(subscription.place)
        switch List(of: subscription) {
        case .joining:
            joining -= 1
            return nil
        case .following: return following.fill(place)
        case .filtered: return filtered.fill(place)
        case .live:
            _ = everyone.fill(place)
            return live.fill(place)
        }
    }
}

extension [Int32] {
    /// Adds a number behind the others; returns where it stands.
    fileprivate mutating func place(_ number: Int32) -> Int32 {
        append(number)
        return Int32(count - 1)
    }
}

extension Array {
    /// Takes out an element, whose place the last one takes; returns that one, nil if it was the
    /// last itself.
    fileprivate mutating func fill(_ place: Int) -> Element? {
        let last = removeLast()
        guard place < count else { return nil }
        self[place] = last
        return last
    }
}
