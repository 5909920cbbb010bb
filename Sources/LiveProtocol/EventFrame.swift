package import Events

/// An event as a subscriber of one topic gets it.
///
/// Copies share their values: a load test hands each frame on to thousands of clients.
package struct EventFrame: Sendable, Equatable {
    private let values: Values

    private final class Values: Sendable {
        let topic: String
        let cursor: Cursor?
        let prev: Cursor?
        let conflated: Int?
        let event: [UInt8]

        init(
            topic: String, cursor: Cursor?, prev: Cursor?, conflated: Int?, event: [UInt8]
        ) {
            self.topic = topic
            self.cursor = cursor
            self.prev = prev
            self.conflated = conflated
            self.event = event
        }
    }

    /// The subscribed topic that it came by.
    package var topic: String { values.topic }
    /// Its position; nil for an ephemeral event, which has none.
    package var cursor: Cursor? { values.cursor }
    /// The position of the topic's event before it; nil when that is not told.
    package var prev: Cursor? { values.prev }
    /// How many events of the same entity it stands for, when it replaced others.
    package var conflated: Int? { values.conflated }
    /// The CloudEvents 1.0 object, as it was committed.
    package var event: [UInt8] { values.event }

    /// The frame with these values.
    package init(
        topic: String, cursor: Cursor?, prev: Cursor? = nil, conflated: Int? = nil,
        event: [UInt8]
    ) {
        values = Values(
            topic: topic, cursor: cursor, prev: prev, conflated: conflated, event: event)
    }

    /// Whether two frames say the same.
    package static func == (one: EventFrame, other: EventFrame) -> Bool {
        one.values === other.values
            || one.topic == other.topic && one.cursor == other.cursor && one.prev == other.prev
                && one.conflated == other.conflated && one.event == other.event
    }

    /// The frame of a durable event, from bytes that are rendered already.
    ///
    /// Written once for each (event, topic), however many subscribers share it. The topic comes
    /// from the topic table, so nothing in the envelope needs escaping.
    package static func encode(
        topic: String, cursor: Cursor, prev: Cursor?, conflated: Int? = nil,
        event: ArraySlice<UInt8>
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

    /// The frame of a durable event whose bytes stand alone.
    package static func encode(
        topic: String, cursor: Cursor, prev: Cursor?, conflated: Int? = nil, event: [UInt8]
    ) -> [UInt8] {
        encode(topic: topic, cursor: cursor, prev: prev, conflated: conflated, event: event[...])
    }

    /// The frame of an ephemeral event, which has no place in the order.
    package static func encodeEphemeral(topic: String, event: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(96 + event.count)
        text.append(contentsOf: #"{"op":"event","topic":""#.utf8)
        text.append(contentsOf: topic.utf8)
        text.append(UInt8(ascii: "\""))
        return finish(&text, event[...])
    }

    private static func finish(_ text: inout [UInt8], _ event: ArraySlice<UInt8>) -> [UInt8] {
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
