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
        var size = layoutSize + topic.utf8.count + cursor.room + event.count
        if let prev { size += prev.room }
        return [UInt8](capacity: conflated == nil ? size : size + 33) { text in
            text.append(#"{"op":"event","topic":""#)
            text.append(topic.utf8.span)
            text.append(#"","cursor":""#)
            cursor.write(to: &text)
            if let prev {
                text.append(#"","prev":""#)
                prev.write(to: &text)
            }
            text.append(UInt8(ascii: "\""))
            if let conflated {
                text.append(#","conflated":"#)
                text.append(String(conflated).utf8.span)
            }
            finish(&text, event)
        }
    }

    /// The bytes of the names in the layout, and of the marks between them; a count takes 33 more.
    private static let layoutSize = 56

    /// The frame of a durable event whose bytes stand alone.
    package static func encode(
        topic: String, cursor: Cursor, prev: Cursor?, conflated: Int? = nil, event: [UInt8]
    ) -> [UInt8] {
        encode(topic: topic, cursor: cursor, prev: prev, conflated: conflated, event: event[...])
    }

    /// The frame of an ephemeral event, which has no place in the order.
    package static func encodeEphemeral(topic: String, event: [UInt8]) -> [UInt8] {
        let size = topic.utf8.count + event.count + layoutSize
        return [UInt8](capacity: size) { text in
            text.append(#"{"op":"event","topic":""#)
            text.append(topic.utf8.span)
            text.append(UInt8(ascii: "\""))
            finish(&text, event[...])
        }
    }

    private static func finish(_ text: inout OutputSpan<UInt8>, _ event: ArraySlice<UInt8>) {
        text.append(#","event":"#)
        text.append(event.span)
        text.append(UInt8(ascii: "}"))
    }

    /// The frame's text.
    package func encoded() -> [UInt8] {
        guard let cursor else { return Self.encodeEphemeral(topic: topic, event: event) }
        return Self.encode(
            topic: topic, cursor: cursor, prev: prev, conflated: conflated, event: event)
    }
}

extension OutputSpan<UInt8> {
    fileprivate mutating func append(_ literal: StaticString) {
        append(UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    fileprivate mutating func append(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { append($0) }
    }

    /// All at once.
    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        precondition(bytes.count <= freeCapacity, "there is room for the bytes")
        withUnsafeMutableBufferPointer { buffer, count in
            let end = count + bytes.count
            _ = UnsafeMutableBufferPointer(rebasing: buffer[count..<end]).initialize(from: bytes)
            count = end
        }
    }
}
