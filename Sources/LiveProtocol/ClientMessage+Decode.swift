import Events
import JSON
import Text

extension ClientMessage {
    /// Reads one text message; the error names the field and the rule.
    ///
    /// A name that is no topic does not fail the message, nor does a cursor that cannot be read.
    package static func decode(_ text: [UInt8]) throws(ClientMessageError) -> ClientMessage {
        let fields = try ClientFields(text)
        switch fields.operation {
        case .auth:
            try fields.allow("id", "token")
            return .auth(id: fields.id, token: try fields.string("token", limit: tokenLimit))
        case .subscribe: return .subscribe(try subscribe(fields))
        case .unsubscribe:
            try fields.allow("id", "topics")
            let id = try fields.requiredID()
            return .unsubscribe(id: id, topics: try names(fields))
        case .ping:
            try fields.allow("id")
            return .ping(id: fields.id)
        }
    }

    private static func subscribe(
        _ fields: ClientFields
    ) throws(ClientMessageError) -> SubscribeRequest {
        try fields.allow("id", "topics", "events", "snapshot")
        let id = try fields.requiredID()
        let elements = try fields.array("topics", limit: topicLimit)
        var topics: [WantedTopic] = []
        var names: Set<ByteText> = []
        for (index, element) in elements.enumerated() {
            let topic = try wanted(element, "topics[\(index)]", fields)
            // A few names are compared sooner than hashed; many must not cost their square.
            if topics.count == 16 { names = Set(topics.map { ByteText($0.name) }) }
            let isNew =
                topics.count < 16
                ? !topics.contains { $0.name.hasBytes(of: topic.name) }
                : names.insert(ByteText(topic.name)).inserted
            guard isNew else {
                throw fields.invalid("topics[\(index)]", "names a topic a second time")
            }
            topics.append(topic)
        }
        return SubscribeRequest(
            id: id, topics: topics, types: try types(fields),
            takesSnapshot: try fields.boolean("snapshot") ?? true)
    }

    private static func wanted(
        _ value: JSONValue, _ place: @autoclosure () -> String, _ fields: ClientFields
    ) throws(ClientMessageError) -> WantedTopic {
        switch value {
        case .string(let name): return WantedTopic(name)
        case .object(let object):
            if let other = object.names.first(where: { $0 != "topic" && $0 != "cursor" }) {
                throw fields.error(
                    .unknownField,
                    "\(place()).\(ClientFields.excerpt(other)): is not a field of a topic")
            }
            guard let topic = object["topic"] else {
                throw fields.error(.missingField, "\(place()).topic: is missing")
            }
            guard let name = topic.asString else {
                throw fields.invalid("\(place()).topic", "must be a string")
            }
            guard let cursor = object["cursor"] else { return WantedTopic(name) }
            guard let text = cursor.asString else {
                throw fields.invalid("\(place()).cursor", "must be a string")
            }
            return WantedTopic(name, from: Cursor(text).map { .cursor($0) } ?? .unusable)
        default: throw fields.invalid(place(), "must be a string or an object {topic, cursor}")
        }
    }

    private static func types(_ fields: ClientFields) throws(ClientMessageError) -> Set<String>? {
        guard fields.has("events") else { return nil }
        var types: Set<String> = []
        for (index, element) in try fields.array("events", limit: eventTypeLimit).enumerated() {
            guard let type = element.asString, (1...eventTypeLength).contains(type.utf8.count)
            else {
                throw fields.invalid(
                    "events[\(index)]", "must be a string of 1 to \(eventTypeLength) bytes")
            }
            types.insert(type)
        }
        return types
    }

    private static func names(_ fields: ClientFields) throws(ClientMessageError) -> [String] {
        var names: [String] = []
        for (index, element) in try fields.array("topics", limit: topicLimit).enumerated() {
            guard let name = element.asString else {
                throw fields.invalid("topics[\(index)]", "must be a string")
            }
            names.append(name)
        }
        return names
    }
}
