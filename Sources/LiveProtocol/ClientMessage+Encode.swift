import Events
import JSON

extension ClientMessage {
    /// The message as a client sends it; a resume point that is unusable becomes an empty cursor.
    package func encoded() -> [UInt8] {
        JSONWriter.object { json in
            json.member("op", operation.rawValue)
            switch self {
            case .auth(let id, let token):
                json.member("id", ifPresent: id)
                json.member("token", token)
            case .subscribe(let request): request.write(to: &json)
            case .unsubscribe(let id, let topics):
                json.member("id", id)
                json.member(
                    "topics",
                    array: { json in
                        for topic in topics { json.string(topic) }
                    })
            case .ping(let id): json.member("id", ifPresent: id)
            }
        }
    }

    /// Its `op`.
    package var operation: Operation {
        switch self {
        case .auth: .auth
        case .subscribe: .subscribe
        case .unsubscribe: .unsubscribe
        case .ping: .ping
        }
    }
}

extension SubscribeRequest {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("id", id)
        json.member(
            "topics",
            array: { json in
                for topic in topics { topic.write(to: &json) }
            })
        if let types {
            json.member(
                "events",
                array: { json in
                    for type in types.sorted() { json.string(type) }
                })
        }
        if !takesSnapshot { json.member("snapshot", false) }
    }
}

extension WantedTopic {
    fileprivate func write(to json: inout JSONWriter) {
        switch resume {
        case .none: json.string(name)
        case .cursor, .unusable:
            json.object { json in
                json.member("topic", name)
                json.member("cursor", resume.cursor?.description ?? "")
            }
        }
    }
}
