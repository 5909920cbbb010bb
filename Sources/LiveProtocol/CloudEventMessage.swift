package import Events
import JSON

/// The hub's messages as CloudEvents 1.0 in the JSON format, one a WebSocket message (the
/// subprotocol `cloudevents.json`).
///
/// An event is the CloudEvent that was committed, with attributes of the hub behind its own; every
/// other message is an event of the hub, of the type `hub:` and its `op`, with the message as
/// its data.
package struct CloudEventMessage: Sendable {
    /// The id of an event of the hub; unique.
    package var id: UniqueID
    /// When it was said.
    package var time: Timestamp

    /// What an event of the hub is known by; an event of the history has both already.
    package init(id: UniqueID, time: Timestamp) {
        self.id = id
        self.time = time
    }

    /// The source of the hub's own events.
    package static let source = "/api/v1/ws"

    /// A message's CloudEvent; `position` as in `EventStreamBlock`.
    package func encode(_ message: [UInt8], position: FollowerPosition) -> [UInt8] {
        guard let decoded = try? ServerMessage.decode(message) else { return message }
        if case .event(let frame) = decoded { return encode(frame, position) }
        var position = position
        if case .mark(let cursor, nil) = decoded { position = .at(cursor) }
        return JSONWriter.object { json in
            json.member("specversion", "1.0")
            json.member("id", id.description)
            json.member("source", Self.source)
            json.member("type", "hub:\(decoded.operation.rawValue)")
            json.member("time", time.description)
            json.member("datacontenttype", "application/json")
            json.member("flighthubposition", ifPresent: position.text)
            json.member("data", raw: message)
        }
    }

    /// An event's attributes and the hub's, whose names are lowercase letters and digits as
    /// CloudEvents demands; nothing in their values needs an escape.
    private func encode(_ frame: EventFrame, _ position: FollowerPosition) -> [UInt8] {
        var text = frame.event
        text.reserveCapacity(text.count + 256)
        text.removeLast()
        func append(_ name: String, _ value: String) {
            text.append(contentsOf: #",""#.utf8)
            text.append(contentsOf: name.utf8)
            text.append(contentsOf: #"":""#.utf8)
            text.append(contentsOf: value.utf8)
            text.append(UInt8(ascii: "\""))
        }
        append("flighthubtopic", frame.topic)
        if let cursor = frame.cursor { append("flighthubcursor", cursor.description) }
        if let prev = frame.prev { append("flighthubprev", prev.description) }
        if let count = frame.conflated {
            text.append(contentsOf: #","flighthubconflated":\#(count)"#.utf8)
        }
        if let position = position.text { append("flighthubposition", position) }
        text.append(UInt8(ascii: "}"))
        return text
    }
}
