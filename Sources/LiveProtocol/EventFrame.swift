package import Events

/// An event as a subscriber of one topic gets it.
package struct EventFrame: Sendable, Equatable {
    /// The subscribed topic that it came by.
    package var topic: String
    /// Its position; nil for an ephemeral event, which has none.
    package var cursor: Cursor?
    /// The position of the topic's event before it; nil when that is not told.
    package var prev: Cursor?
    /// How many events of the same entity it stands for, when it replaced others.
    package var conflated: Int?
    /// The CloudEvents 1.0 object, as it was committed.
    package var event: [UInt8]

    /// The frame with these values.
    package init(
        topic: String, cursor: Cursor?, prev: Cursor? = nil, conflated: Int? = nil,
        event: [UInt8]
    ) {
        self.topic = topic
        self.cursor = cursor
        self.prev = prev
        self.conflated = conflated
        self.event = event
    }

    /// The frame of a durable event, from bytes that are rendered already.
    ///
    /// Written once for each (event, topic), however many subscribers share it. The topic comes
    /// from the topic table, so nothing in the envelope needs escaping.
    package static func encode(
        topic: String, cursor: Cursor, prev: Cursor?, conflated: Int? = nil, event: [UInt8]
    ) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(192 + event.count)
        text.append(contentsOf: #"{"op":"event","topic":""#.utf8)
        text.append(contentsOf: topic.utf8)
        text.append(contentsOf: #"","cursor":""#.utf8)
        cursor.write(to: &text)
        if let prev {
            text.append(contentsOf: #"","prev":""#.utf8)
            prev.write(to: &text)
        }
        text.append(UInt8(ascii: "\""))
        if let conflated {
            text.append(contentsOf: #","conflated":"#.utf8)
            text.append(contentsOf: String(conflated).utf8)
        }
        return finish(&text, event)
    }

    /// The frame of an ephemeral event, which has no place in the order.
    package static func encodeEphemeral(topic: String, event: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(96 + event.count)
        text.append(contentsOf: #"{"op":"event","topic":""#.utf8)
        text.append(contentsOf: topic.utf8)
        text.append(UInt8(ascii: "\""))
        return finish(&text, event)
    }

    private static func finish(_ text: inout [UInt8], _ event: [UInt8]) -> [UInt8] {
        text.append(contentsOf: #","event":"#.utf8)
        text.append(contentsOf: event)
        text.append(UInt8(ascii: "}"))
        return text
    }

    /// The frame's text.
    package func encoded() -> [UInt8] {
        guard let cursor else { return Self.encodeEphemeral(topic: topic, event: event) }
        return Self.encode(
            topic: topic, cursor: cursor, prev: prev, conflated: conflated, event: event)
    }
}
