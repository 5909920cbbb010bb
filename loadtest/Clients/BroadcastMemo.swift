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

    /// The texts that came together last, and what they say.
    private var last: (texts: [[UInt8]], messages: [BroadcastMessage?]) = ([], [])

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

    /// What texts say that came together.
    ///
    /// The same array again, as clients that share their reads bring it, is not looked at.
    mutating func messages(in texts: [[UInt8]]) -> [BroadcastMessage?] {
        if !texts.isSameArray(as: last.texts) {
            last = (texts, texts.map { message(in: $0) })
        }
        return last.messages
    }
}

extension Array {
    /// Whether it is the same array in memory, not only an equal one.
    func isSameArray(as other: [Element]) -> Bool {
        count == other.count
            && withUnsafeBufferPointer { own in
                other.withUnsafeBufferPointer { own.baseAddress == $0.baseAddress }
            }
    }
}
