package import Events

/// What the server says, one JSON object a text frame.
package enum ServerMessage: Sendable, Equatable {
    /// Comes first on every connection.
    case welcome(connectionID: String, node: String, heartbeatSeconds: Int, user: String?)
    /// The one answer to a `subscribe`.
    case subscribed(id: String, topics: [TopicOutcome])
    /// The answer to an `unsubscribe`; without an id the hub has ended the subscriptions, as the
    /// client's rights have changed: who still wants them asks again.
    case unsubscribed(id: String?, topics: [String])
    /// Replaces what the client holds of the topic; `state` is one JSON object.
    case snapshot(topic: String, cursor: Cursor, state: [UInt8], reason: String?)
    /// An event of a topic.
    case event(EventFrame)
    /// Everything up to the cursor has been sent, of the topic or of all of the connection's.
    case mark(cursor: Cursor, topic: String?)
    /// What came before the cursor is lost to this client: read again by REST.
    case reset(topic: String, cursor: Cursor, reason: String)
    /// What is shown may be out of date.
    case stale(since: Timestamp)
    /// What is shown is up to date again.
    case fresh(since: Timestamp)
    /// A request failed, and changed nothing.
    case error(ServerError)
    /// The connection is about to be closed.
    case bye(code: CloseCode, reason: String, reconnectAfterMilliseconds: Int?)
    /// The answer to a `ping`.
    case pong(id: String?)
    /// The answer to an `auth`.
    case authenticated(id: String?, user: String)

    /// The values of `op`.
    package enum Operation: String, CaseIterable, Sendable {
        case welcome, subscribed, unsubscribed, snapshot, event, mark, reset, stale, fresh, error
        case bye, pong, authenticated
    }

    /// Its `op`.
    package var operation: Operation {
        switch self {
        case .welcome: .welcome
        case .subscribed: .subscribed
        case .unsubscribed: .unsubscribed
        case .snapshot: .snapshot
        case .event: .event
        case .mark: .mark
        case .reset: .reset
        case .stale: .stale
        case .fresh: .fresh
        case .error: .error
        case .bye: .bye
        case .pong: .pong
        case .authenticated: .authenticated
        }
    }
}

/// What became of one topic of a `subscribe`.
package enum TopicOutcome: Sendable, Equatable {
    /// Events from the cursor on.
    case live(topic: String, cursor: Cursor)
    /// Every event after the client's cursor follows, then a `mark`.
    case resumed(topic: String, cursor: Cursor)
    /// A `snapshot` follows, then the events after it.
    case snapshot(topic: String)
    /// Events from the cursor on; what came before is lost to this client.
    case reset(topic: String, cursor: Cursor)
    /// Not subscribed.
    case rejected(topic: String, code: ErrorCode)

    /// The topic as the client wrote it.
    package var topic: String {
        switch self {
        case .live(let topic, _), .resumed(let topic, _), .snapshot(let topic),
            .reset(let topic, _), .rejected(let topic, _):
            topic
        }
    }
}

/// The content of an `error`.
package struct ServerError: Sendable, Equatable {
    /// The request that failed, when it has an id.
    package var id: String?
    /// The kind of failure; a code that this program does not know is read as `internalError`.
    package var code: ErrorCode
    /// The field and the rule.
    package var message: String
    /// Whether the same request may succeed later.
    package var isRetryable: Bool

    /// An error with this code, and what the code says about trying again.
    package init(id: String? = nil, code: ErrorCode, message: String, isRetryable: Bool? = nil) {
        self.id = id
        self.code = code
        self.message = message
        self.isRetryable = isRetryable ?? code.isRetryable
    }

    /// The error of a message that was not understood.
    package init(_ error: ClientMessageError) {
        self.init(id: error.id, code: error.code, message: error.message)
    }
}
