import Events

extension EventFrame {
    /// Reads a frame that is laid out byte for byte as `encode` writes it; nil for any other.
    ///
    /// What a client gets by the thousand is read without a JSON reader: 0.3 us instead of 2.7 for
    /// 1 KB. The event itself is taken as it is: whoever reads it sees whether it is JSON.
    init?(layout text: [UInt8]) {
        var scanner = LayoutScanner(text)
        guard scanner.take(#"{"op":"event","topic":""#), let topic = scanner.string() else {
            return nil
        }
        var cursor: Cursor?
        if scanner.take(#","cursor":""#) {
            cursor = scanner.string().flatMap { Cursor($0) }
            guard cursor != nil else { return nil }
        }
        var prev: Cursor?
        if cursor != nil, scanner.take(#","prev":""#) {
            prev = scanner.string().flatMap { Cursor($0) }
            guard prev != nil else { return nil }
        }
        guard scanner.take(#","event":"#), let event = scanner.lastObject() else { return nil }
        self.init(topic: topic, cursor: cursor, prev: prev, event: event)
    }
}

/// Compares bytes with a layout that is known.
private struct LayoutScanner {
    private let text: [UInt8]
    private var position = 0

    init(_ text: [UInt8]) { self.text = text }

    /// Passes over `literal`, if it stands here.
    mutating func take(_ literal: StaticString) -> Bool {
        let count = literal.utf8CodeUnitCount
        guard position + count <= text.count else { return false }
        let isHere = literal.withUTF8Buffer { bytes in
            text[position..<position + count].elementsEqual(bytes)
        }
        if isHere { position += count }
        return isHere
    }

    /// Takes what stands before the next quote; nil when that is escaped.
    mutating func string() -> String? {
        guard
            let end = text[position...].firstIndex(where: {
                $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\")
            }), text[end] == UInt8(ascii: "\"")
        else { return nil }
        defer { position = end + 1 }
        return String(decoding: text[position..<end], as: UTF8.self)
    }

    /// Takes the object that ends right before the last byte.
    func lastObject() -> [UInt8]? {
        let end = text.count - 1
        guard end - position >= 2, text[position] == UInt8(ascii: "{"),
            text[end - 1] == UInt8(ascii: "}"), text[end] == UInt8(ascii: "}")
        else { return nil }
        return Array(text[position..<end])
    }
}
