import Glibc

/// Reads each text once: a broadcast brings the same bytes to one client after another.
///
/// The last 64 texts are kept. A text that was dropped, or that comes late, is read again.
struct BroadcastMemo {
    private struct Entry {
        let text: [UInt8]
        let message: BroadcastMessage?
    }

    /// A ring: the newest is at `newest`, the oldest behind it.
    private var entries: [Entry] = []
    private var newest = -1
    /// Where the last text was found.
    private var hit = 0
    /// Texts that were read, and not found.
    private(set) var readCount = 0

    private static let capacity = 64

    /// A memo without texts.
    init() {}

    /// What a text says; nil when it is none of ours.
    mutating func message(in text: [UInt8]) -> BroadcastMessage? {
        if let index = index(of: text) {
            hit = index
            return entries[index].message
        }
        let message = BroadcastMessage(parsing: text)
        readCount += 1
        add(Entry(text: text, message: message))
        return message
    }

    /// Looks first where the next client of a broadcast finds its text: the one of the client
    /// before; then, for clients that read several at once, the next one; then from the newest on.
    private func index(of text: [UInt8]) -> Int? {
        guard !entries.isEmpty else { return nil }
        let next = hit + 1 == entries.count ? 0 : hit + 1
        if holds(text, at: hit) { return hit }
        if holds(text, at: next) { return next }
        for offset in entries.indices {
            let index = newest >= offset ? newest - offset : newest - offset + entries.count
            if holds(text, at: index) { return index }
        }
        return nil
    }

    private func holds(_ text: [UInt8], at index: Int) -> Bool {
        let count = entries[index].text.count
        return count == text.count && memcmp(entries[index].text, text, count) == 0
    }

    private mutating func add(_ entry: Entry) {
        newest = (newest + 1) % Self.capacity
        if entries.count < Self.capacity {
            entries.append(entry)
        } else {
            entries[newest] = entry
        }
        hit = newest
    }
}
