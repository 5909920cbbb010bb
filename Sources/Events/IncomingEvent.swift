import JSON

/// An event that another service hands in, checked: `{"topics": […], "event": {…}}`.
///
/// The event is a CloudEvents 1.0 object in the JSON format; attributes that the hub does not know
/// are passed on as they are.
package struct IncomingEvent: Sendable, Equatable {
    /// Unique together with `source`.
    package let id: String
    /// Where it comes from: a URI reference, so without spaces.
    package let source: String
    /// The CloudEvents type.
    package let type: String
    /// The entity that it is about.
    ///
    /// An event without a subject is its own entity, so that no other
    /// one ever replaces it.
    package let subject: String
    /// Where it is published; none twice.
    package let topics: [Topic]
    /// The CloudEvent, as JSON text: members in their order, without white space between.
    package let payload: [UInt8]

    /// Reads a message; throws with the reason to tell whoever sent it.
    package init(message: [UInt8]) throws(IncomingEventError) {
        guard message.count <= Self.sizeLimit else { throw .tooLarge }
        let root = try Self.parse(message)
        guard let members = root.asObject else {
            throw IncomingEventError("a message is an object")
        }
        for name in members.names where name != "topics" && name != "event" {
            throw IncomingEventError("a message has no member '\(name)'")
        }
        guard let event = members["event"], event.asObject != nil else {
            throw IncomingEventError("'event' is a CloudEvents object")
        }
        guard event["specversion"]?.asString == "1.0" else {
            throw IncomingEventError("'specversion' of the event is \"1.0\"")
        }
        guard !Self.holdsNull(event) else {
            throw IncomingEventError("an event holds no U+0000")
        }
        id = try Self.attribute("id", of: event, limit: 256)
        source = try Self.attribute("source", of: event, limit: 512)
        type = try Self.attribute("type", of: event, limit: 128)
        guard source.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw IncomingEventError("'source' is a URI reference, without spaces")
        }
        subject =
            event["subject"] == nil
            ? "\(source) \(id)" : try Self.attribute("subject", of: event, limit: 512)
        topics = try Self.topics(members["topics"])
        payload = JSONWriter.text(of: event)
    }

    /// The most bytes of a message.
    package static let sizeLimit = 64 * 1024

    private static func parse(_ message: [UInt8]) throws(IncomingEventError) -> JSONValue {
        do {
            return try JSONValue.parse(message)
        } catch {
            throw IncomingEventError("not JSON: \(error)")
        }
    }

    private static func attribute(
        _ name: String, of event: JSONValue, limit: Int
    ) throws(IncomingEventError) -> String {
        guard let text = event[name]?.asString, (1...limit).contains(text.utf8.count) else {
            throw IncomingEventError("'\(name)' of the event is a string of 1 to \(limit) bytes")
        }
        return text
    }

    private static func topics(_ value: JSONValue?) throws(IncomingEventError) -> [Topic] {
        guard let names = value?.asArray, (1...NewEvent.topicLimit).contains(names.count) else {
            throw IncomingEventError("'topics' is an array of 1 to \(NewEvent.topicLimit) strings")
        }
        var topics: [Topic] = []
        for name in names {
            guard let text = name.asString else {
                throw IncomingEventError("a topic is a string")
            }
            do {
                let topic = try Topic(parsing: text)
                if !topics.contains(topic) { topics.append(topic) }
            } catch {
                throw IncomingEventError("'\(text)': \(error.message)")
            }
        }
        return topics
    }

    /// PostgreSQL's text cannot hold it, and no consumer expects it.
    private static func holdsNull(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .boolean, .number: false
        case .string(let text): text.utf8.contains(0)
        case .array(let elements): elements.contains(where: holdsNull)
        case .object(let object):
            object.members.contains { $0.name.utf8.contains(0) || holdsNull($0.value) }
        }
    }
}

/// Why a message is no event, in words for whoever sent it.
package struct IncomingEventError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The rule that it breaks.
    package let reason: String

    init(_ reason: String) {
        self.reason = reason
    }

    /// The entry of the ingress has no field `message`.
    package static let noMessage = IncomingEventError("an entry has a field 'message'")
    /// The message has more bytes than one may have.
    package static let tooLarge = IncomingEventError(
        "a message has at most \(IncomingEvent.sizeLimit) bytes")

    package var description: String { reason }
}
