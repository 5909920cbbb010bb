package import LiveProtocol

/// Reads each distinct message once: a broadcast brings the same bytes to every client of a loop.
///
/// *(loop)* It holds the last 64 event messages at most, one for each value of their hash.
package final class ServerMessageMemo {
    private struct Entry {
        var text: [UInt8]
        var message: ServerMessage?
    }

    private var entries: [Entry]

    private static let size = 64

    /// A memo that holds nothing yet.
    package init() {
        entries = Array(repeating: Entry(text: [], message: nil), count: Self.size)
    }

    /// The message in `text`, as `ServerMessage.decode` reads it; nil for one of an unknown kind.
    package func decode(_ text: [UInt8]) throws(ServerMessageError) -> ServerMessage? {
        let slot = Self.slot(of: text)
        if entries[slot].text == text, let message = entries[slot].message { return message }
        let message = try ServerMessage.decode(text)
        // A snapshot is large, and few get the same one.
        if case .event = message { entries[slot] = Entry(text: text, message: message) }
        return message
    }

    /// FNV-1a over the first 160 bytes, where the cursor of an event is.
    private static func slot(of text: [UInt8]) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.prefix(160) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: (hash ^ (hash >> 29)) & UInt64(size - 1))
    }
}
