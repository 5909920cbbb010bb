/// What waits for a full socket: messages in their order, and after them the newest of each entity.
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

    /// Events of state topics.
    var dirty = DirtySet()
    private var messages: [Message] = []
    private var first = 0
    private var liveBytes = 0
    private var answerBytes = 0

    /// Whether no message waits; the dirty set is apart.
    var hasNoMessages: Bool { first == messages.count }

    var isEmpty: Bool { hasNoMessages && dirty.isEmpty }

    /// The bytes of this kind that wait; pages are not counted.
    func bytes(of kind: Kind) -> Int {
        switch kind {
        case .live: liveBytes
        case .answer: answerBytes
        case .page: 0
        }
    }

    mutating func append(_ text: [UInt8], as kind: Kind, of subscription: Int32?) {
        messages.append(Message(text: text, kind: kind, subscription: subscription))
        count(text.count, as: kind)
    }

    /// Takes the oldest message.
    mutating func takeMessage() -> [UInt8]? {
        guard first < messages.count else { return nil }
        let message = messages[first]
        count(-message.text.count, as: message.kind)
        first += 1
        if first == messages.count || (first > 1_024 && first > messages.count / 2) {
            messages.removeFirst(first)
            first = 0
        }
        return message.text
    }

    /// Forgets everything of a subscription whose right was lost.
    mutating func drop(_ subscription: Int32) {
        dirty.drop(subscription)
        let kept = messages[first...].filter { $0.subscription != subscription }
        for message in messages[first...] where message.subscription == subscription {
            count(-message.text.count, as: message.kind)
        }
        messages = kept
        first = 0
    }

    private mutating func count(_ bytes: Int, as kind: Kind) {
        switch kind {
        case .live: liveBytes += bytes
        case .answer: answerBytes += bytes
        case .page: break
        }
    }
}
