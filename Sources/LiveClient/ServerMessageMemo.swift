package import LiveProtocol
import Wire

/// Reads each distinct message once: a broadcast brings the same bytes to every client of a loop.
///
/// *(loop)* It holds the last 4,096 event messages at most, so that clients which are behind by
/// different times still share them. A frame that was checked for one client, byte for byte, is not checked again.
package final class ServerMessageMemo {
    /// Frames of events: in one piece and without a mask, as servers send them.
    private var frames = RecentBytes(capacity: 4_096)
    /// The events by the slots of their frames.
    private var events: [ServerMessage] = []

    /// A memo that holds nothing yet.
    package init() {}

    /// The event whose whole frame stands at `position`, which moves behind it; nil, and it stays,
    /// when there is none that is known.
    package func event(
        in bytes: borrowing Span<UInt8>, at position: inout Int
    ) -> ServerMessage? {
        guard let count = Self.frameCount(bytes, at: position),
            let slot = frames.slot(in: bytes, at: position, count: count)
        else { return nil }
        position += count
        return events[slot]
    }

    /// How many bytes the frame at `position` has; nil for one of 64 KiB or more, and for an
    /// incomplete header (RFC 6455 section 5.2).
    private static func frameCount(_ bytes: borrowing Span<UInt8>, at position: Int) -> Int? {
        guard position + 4 <= bytes.count else { return nil }
        switch bytes[position + 1] {
        case 0...125: return 2 + Int(bytes[position + 1])
        case 126: return 4 + Int(bytes[position + 2]) << 8 + Int(bytes[position + 3])
        default: return nil
        }
    }

    /// The message in `text`, as `ServerMessage.decode` reads it; nil for one of an unknown kind.
    package func decode(_ text: [UInt8]) throws(ServerMessageError) -> ServerMessage? {
        let frame = WebSocketFrame.encode(.text, text)
        if let slot = frames.slot(of: frame) { return events[slot] }
        guard let message = try ServerMessage.decode(text) else { return nil }
        // A snapshot is large, and few get the same one.
        if case .event = message {
            let slot = frames.keep(frame)
            if slot == events.count { events.append(message) } else { events[slot] = message }
        }
        return message
    }
}
