import Events
import JSON

/// Why a server's message was not understood.
package struct ServerMessageError: Error, Hashable, Sendable {
    /// The field and what is wrong with it.
    package let message: String
}

extension ServerMessage {
    /// Reads one text message; nil for an `op` that this program does not know.
    ///
    /// Fields that it does not know are passed over: both may come with later servers of `v1`.
    package static func decode(_ text: [UInt8]) throws(ServerMessageError) -> ServerMessage? {
        if let frame = EventFrame(layout: text) { return .event(frame) }
        let fields = try ServerFields(text)
        guard let operation = Operation(rawValue: try fields.text(fields.op, "op")) else {
            return nil
        }
        switch operation {
        case .welcome:
            return .welcome(
                connectionID: try fields.text(fields.connectionID, "connectionId"),
                node: try fields.text(fields.node, "node"),
                heartbeatSeconds: try fields.number(fields.heartbeatSeconds, "heartbeatSeconds"),
                user: fields.user)
        case .subscribed:
            return .subscribed(id: try fields.text(fields.id, "id"), topics: try fields.outcomes())
        case .unsubscribed:
            return .unsubscribed(id: fields.id, topics: try fields.names())
        case .snapshot:
            return .snapshot(
                topic: try fields.text(fields.topic, "topic"), cursor: try fields.requiredCursor(),
                state: try fields.object(fields.state, "state"), reason: fields.reason)
        case .event:
            return .event(
                EventFrame(
                    topic: try fields.text(fields.topic, "topic"),
                    cursor: try fields.optionalCursor(fields.cursor, "cursor"),
                    prev: try fields.optionalCursor(fields.prev, "prev"),
                    conflated: fields.conflated, event: try fields.object(fields.event, "event")))
        case .mark: return .mark(cursor: try fields.requiredCursor(), topic: fields.topic)
        case .reset:
            return .reset(
                topic: try fields.text(fields.topic, "topic"), cursor: try fields.requiredCursor(),
                reason: try fields.text(fields.reason, "reason"))
        case .stale: return .stale(since: try fields.time())
        case .fresh: return .fresh(since: try fields.time())
        case .error: return .error(try fields.error())
        case .bye:
            return .bye(
                code: try fields.closeCode(), reason: try fields.text(fields.reason, "reason"),
                reconnectAfterMilliseconds: fields.reconnectAfter)
        case .pong: return .pong(id: fields.id)
        case .authenticated:
            return .authenticated(id: fields.id, user: try fields.text(fields.user, "user"))
        }
    }

    /// The `op` of a text that the hub wrote, which puts it first; nil for any other text.
    static func operation(of text: [UInt8]) -> Operation? {
        let start = Array(#"{"op":""#.utf8)
        guard text.starts(with: start),
            let end = text[start.count...].firstIndex(of: UInt8(ascii: "\""))
        else { return nil }
        return Operation(rawValue: String(decoding: text[start.count..<end], as: UTF8.self))
    }
}
