import LiveClient

/// Reads each text once: a broadcast brings the same bytes to one client after another.
///
/// The last 64 texts are kept. A text that was dropped, or that comes late, is read again.
struct BroadcastMemo {
    private var texts = RecentBytes(capacity: 64)
    /// What the texts say, by their slots.
    private var messages: [BroadcastMessage?] = []
    /// Texts that were read, and not found.
    private(set) var readCount = 0

    /// A memo without texts.
    init() {}

    /// What a text says; nil when it is none of ours.
    mutating func message(in text: [UInt8]) -> BroadcastMessage? {
        if let slot = texts.slot(of: text) { return messages[slot] }
        let message = BroadcastMessage(parsing: text)
        readCount += 1
        let slot = texts.keep(text)
        if slot == messages.count { messages.append(message) } else { messages[slot] = message }
        return message
    }
}
