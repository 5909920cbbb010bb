package import Events

/// What a client says, one JSON object a text frame.
package enum ClientMessage: Sendable, Equatable {
    /// Says who the client is, or proves it anew.
    case auth(id: String?, token: String)
    /// Asks for topics.
    case subscribe(SubscribeRequest)
    /// Gives topics up; names that were not subscribed, or are none, change nothing.
    case unsubscribe(id: String, topics: [String])
    /// Asks for a `pong`.
    case ping(id: String?)

    /// The values of `op`.
    package enum Operation: String, CaseIterable, Sendable {
        case auth, subscribe, unsubscribe, ping
    }

    /// The most topics that one message may name.
    package static let topicLimit = 100
    /// The most event types that one subscription may be narrowed to.
    package static let eventTypeLimit = 50
    /// The longest `id`, in bytes: it is sent back.
    package static let identifierLimit = 64
    /// The longest event type, in bytes.
    package static let eventTypeLength = 64
    /// The longest token, in bytes.
    package static let tokenLimit = 8_192
}

/// The content of a `subscribe`.
package struct SubscribeRequest: Sendable, Equatable {
    /// Comes back in `subscribed`.
    package var id: String
    /// 1 to 100, none twice.
    package var topics: [WantedTopic]
    /// Only events of these types; nil for all.
    package var types: Set<String>?
    /// Whether a topic that has a snapshot may begin with it.
    package var takesSnapshot: Bool

    /// A request for these topics.
    package init(
        id: String, topics: [WantedTopic], types: Set<String>? = nil, takesSnapshot: Bool = true
    ) {
        self.id = id
        self.topics = topics
        self.types = types
        self.takesSnapshot = takesSnapshot
    }
}

/// A topic that a client asks for, and from where.
package struct WantedTopic: Sendable, Equatable {
    /// The topic as it was written; it need not be one.
    package var name: String
    /// Where the client is on it.
    package var resume: ResumePoint

    /// The topic of this name, from `resume` on.
    package init(_ name: String, from resume: ResumePoint = .none) {
        self.name = name
        self.resume = resume
    }
}

/// Where a client is on a topic.
package enum ResumePoint: Sendable, Equatable {
    /// It holds nothing.
    case none
    /// It holds everything up to here.
    case cursor(Cursor)
    /// It holds something, but its cursor cannot be read: it has to start again.
    case unusable

    /// The cursor, when there is a good one.
    package var cursor: Cursor? {
        if case .cursor(let cursor) = self { cursor } else { nil }
    }
}
