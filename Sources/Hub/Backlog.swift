/// What waits for a full socket: messages in their order, and after them the newest of each entity.
///
/// What the client is told of the node's freshness keeps another order: it is told at once that
/// what it shows may be old, and that it is not only when that is so. One word of each kind waits
/// at the most.
///
/// Nothing is queued for a topic that has something in the dirty set without dropping that first,
/// so each topic's frames leave in the order of their cursors.
struct Backlog {
    /// What a message is counted as.
    enum Kind {
        /// An event as it happens.
        case live
        /// What the client asked for, and news of the server.
        case answer
        /// A piece of the history.
        case page
    }

    private struct Message {
        let text: [UInt8]
        let kind: Kind
        /// Whose event it is; nil for what is of no one topic.
        let subscription: Int32?
    }

    /// `fresh`, and what goes before it.
    private struct Fresh {
        let text: [UInt8]
        /// How many messages are taken by then, if so many come.
        let messages: Int
        /// How many changes the dirty set had been given.
        let changes: Int
    }

    /// Events of state topics.
    var dirty = DirtySet()
    /// In their order; one that was taken is nil, so that its text is let go at once.
    private var messages: [Message?] = []
    private var first = 0
    /// How many messages were taken.
    private var taken = 0
    private var liveBytes = 0
    private var answerBytes = 0
    private var pageBytes = 0
    private var stale: [UInt8]?
    private var fresh: Fresh?

    private var hasNoMessages: Bool { first == messages.count }

    var isEmpty: Bool { hasNoMessages && dirty.isEmpty && stale == nil && fresh == nil }

    /// The bytes of all messages that wait.
    var bytes: Int { liveBytes + answerBytes + pageBytes }

    /// The bytes of this kind that wait.
    func bytes(of kind: Kind) -> Int {
        switch kind {
        case .live: liveBytes
        case .answer: answerBytes
        case .page: pageBytes
        }
    }

    mutating func append(_ text: [UInt8], as kind: Kind, of subscription: Int32?) {
        messages.append(Message(text: text, kind: kind, subscription: subscription))
        count(text.count, as: kind)
    }

    /// Takes in that the node is stale.
    ///
    /// That goes before everything else, and a `fresh` that waits has become untrue.
    mutating func putStale(_ text: [UInt8]) {
        stale = text
        fresh = nil
    }

    /// Takes in that the node is fresh.
    ///
    /// That goes behind everything that waits now: until then the client shows what is old.
    mutating func putFresh(_ text: [UInt8]) {
        fresh = Fresh(
            text: text, messages: taken + messages.count - first, changes: dirty.puts)
    }

    private mutating func takeNews() -> [UInt8]? {
        if let text = stale {
            stale = nil
            return text
        }
        guard let next = fresh, hasNoMessages || taken >= next.messages,
            dirty.holdsNothing(of: next.changes)
        else { return nil }
        fresh = nil
        return next.text
    }

    /// Takes the message that goes next: news of the node when it is due, else the oldest.
    mutating func takeMessage() -> [UInt8]? {
        if let text = takeNews() { return text }
        guard first < messages.count, let message = messages[first] else { return nil }
        messages[first] = nil
        count(-message.text.count, as: message.kind)
        first += 1
        taken += 1
        if first == messages.count || (first > 1_024 && first > messages.count / 2) {
            messages.removeFirst(first)
            first = 0
        }
        return message.text
    }

    /// Forgets everything of a subscription whose right was lost.
    mutating func drop(_ subscription: Int32) {
        dirty.drop(subscription)
        var kept: [Message?] = []
        for case let message? in messages[first...] {
            if message.subscription == subscription {
                count(-message.text.count, as: message.kind)
            } else {
                kept.append(message)
            }
        }
        messages = kept
        first = 0
    }

    private mutating func count(_ bytes: Int, as kind: Kind) {
        switch kind {
        case .live: liveBytes += bytes
        case .answer: answerBytes += bytes
        case .page: pageBytes += bytes
        }
    }
}
