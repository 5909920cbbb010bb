import Events

/// What the client machine knows of one topic.
struct ClientTopic: Sendable {
    /// Where a subscription is.
    enum Standing: Sendable, Equatable {
        /// To be asked for once the connection is open.
        case wanted
        /// Asked for by this request; what comes before its answer is of an older subscription.
        case asked(request: Int)
        /// Granted: a snapshot comes first.
        case awaitingSnapshot
        /// Granted: events follow `position`.
        case live
        /// Refused for now; asked for again at this time.
        case refused(until: Duration)
    }

    let name: String
    let options: SubscriptionOptions
    /// The greater of the last cursor received and the last mark; nil while nothing is held.
    var position: Cursor?
    var standing = Standing.wanted
}

/// How a topic is subscribed.
package struct SubscriptionOptions: Sendable, Hashable {
    /// Only events of these types; nil for all.
    package var types: Set<String>?
    /// Whether the topic may begin with a snapshot.
    package var takesSnapshot: Bool

    /// All events, beginning with a snapshot where there is one, unless told otherwise.
    package init(types: Set<String>? = nil, takesSnapshot: Bool = true) {
        self.types = types
        self.takesSnapshot = takesSnapshot
    }
}
