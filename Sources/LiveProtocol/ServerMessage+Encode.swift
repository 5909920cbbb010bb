import Events
import JSON

extension ServerMessage {
    /// The message as the server sends it.
    package func encoded() -> [UInt8] {
        if case .event(let frame) = self { return frame.encoded() }
        return JSONWriter.object { json in
            json.member("op", operation.rawValue)
            write(to: &json)
        }
    }

    private func write(to json: inout JSONWriter) {
        switch self {
        case .event: break
        case .welcome(let connectionID, let node, let heartbeatSeconds, let user):
            json.member("connectionId", connectionID)
            json.member("node", node)
            json.member("heartbeatSeconds", heartbeatSeconds)
            json.member("user", ifPresent: user)
        case .subscribed(let id, let topics):
            json.member("id", id)
            json.member(
                "topics",
                array: { json in
                    for topic in topics { topic.write(to: &json) }
                })
        case .unsubscribed(let id, let topics):
            json.member("id", ifPresent: id)
            json.member(
                "topics",
                array: { json in
                    for topic in topics { json.string(topic) }
                })
        case .snapshot(let topic, let cursor, let state, let reason):
            json.member("topic", topic)
            json.member("cursor", cursor.description)
            json.member("reason", ifPresent: reason)
            json.member("state", raw: state)
        case .mark(let cursor, let topic):
            json.member("cursor", cursor.description)
            json.member("topic", ifPresent: topic)
        case .reset(let topic, let cursor, let reason):
            json.member("topic", topic)
            json.member("cursor", cursor.description)
            json.member("reason", reason)
        case .stale(let since), .fresh(let since): json.member("since", since.description)
        case .error(let error): error.write(to: &json)
        case .bye(let code, let reason, let reconnectAfter):
            json.member("code", code.rawValue)
            json.member("reason", reason)
            json.member("reconnectAfterMs", ifPresent: reconnectAfter)
        case .pong(let id): json.member("id", ifPresent: id)
        case .authenticated(let id, let user):
            json.member("id", ifPresent: id)
            json.member("user", user)
        }
    }
}

extension TopicOutcome {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("topic", topic)
            switch self {
            case .live(_, let cursor):
                json.member("status", "live")
                json.member("cursor", cursor.description)
            case .resumed(_, let cursor):
                json.member("status", "resumed")
                json.member("cursor", cursor.description)
            case .snapshot: json.member("status", "snapshot")
            case .reset(_, let cursor):
                json.member("status", "reset")
                json.member("cursor", cursor.description)
            case .rejected(_, let code):
                json.member("status", "rejected")
                json.member("code", code.rawValue)
            }
        }
    }
}

extension ServerError {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("id", ifPresent: id)
        json.member("code", code.rawValue)
        json.member("message", message)
        json.member("retryable", isRetryable)
    }
}
