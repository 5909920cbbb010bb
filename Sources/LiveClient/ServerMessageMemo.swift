package import LiveProtocol
import Wire

/// Reads each distinct message once: a broadcast brings the same bytes to every client of a loop.
///
/// *(loop)* It holds the last 4,096 event messages at most, so that clients which are behind by
/// different times still share them, and the last 64 reads of several such messages. What was checked
/// for one client, byte for byte, is not checked again.
package final class ServerMessageMemo {
    /// Frames of events: in one piece and without a mask, as servers send them.
    private var frames = RecentBytes(capacity: 4_096)
    /// The events by the slots of their frames.
    private var events: [EventFrame] = []
    /// Ends of reads that are nothing but such frames: what one client reads at once, the next
    /// mostly reads at once as well.
    private var reads = RecentBytes(capacity: 64)
    /// The events by the slots of these reads.
    private var runs: [EventRun] = []

    /// A memo that holds nothing yet.
    package init() {}

    /// The events whose whole frames stand at `position`, which moves behind them; nil, and it
    /// stays, when none is known.
    package func events(in bytes: borrowing Span<UInt8>, at position: inout Int) -> EventRun? {
        let start = position
        guard start < bytes.count else { return nil }
        if let slot = reads.slot(in: bytes, at: start, count: bytes.count - start) {
            position = bytes.count
            return runs[slot]
        }
        guard let run = walk(bytes, &position) else { return nil }
        if position == bytes.count, position - start <= Self.readLimit {
            let read = bytes.withUnsafeBytes { Array($0[start...]) }
            let slot = reads.keep(read)
            if slot == runs.count { runs.append(run) } else { runs[slot] = run }
        }
        return run
    }

    /// Bytes of a read that is kept: with longer ones there is no call to be saved.
    private static let readLimit = 64 * 1024

    private func walk(_ bytes: borrowing Span<UInt8>, _ position: inout Int) -> EventRun? {
        var run: EventRun?
        while let (slot, count) = frame(in: bytes, at: position) {
            if run == nil {
                run = EventRun(events[slot])
            } else if run?.append(events[slot]) != true {
                break
            }
            position += count
        }
        return run
    }

    private func frame(
        in bytes: borrowing Span<UInt8>, at position: Int
    ) -> (slot: Int, count: Int)? {
        guard let count = Self.frameCount(bytes, at: position),
            let slot = frames.slot(in: bytes, at: position, count: count)
        else { return nil }
        return (slot, count)
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
        if let slot = frames.slot(of: frame) { return .event(events[slot]) }
        guard let message = try ServerMessage.decode(text) else { return nil }
        // A snapshot is large, and few get the same one.
        if case .event(let event) = message {
            let slot = frames.keep(frame)
            if slot == events.count { events.append(event) } else { events[slot] = event }
        }
        return message
    }
}
