import Events

extension EventFrame {
    /// Reads a frame that is laid out byte for byte as `encode` writes it; nil for any other.
    ///
    /// What a client gets by the thousand is read without a JSON reader. The event itself is taken
    /// as it is: whoever reads it sees whether it is JSON.
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

    /// Takes the object that ends right before the last byte; nil when it ends earlier, with a
    /// member behind it that this program does not know.
    func lastObject() -> [UInt8]? {
        let end = text.count - 1
        guard position < end, text[position] == UInt8(ascii: "{"), text[end] == UInt8(ascii: "}"),
            objectEnd() == end
        else { return nil }
        return Array(text[position..<end])
    }

    /// Where the object that begins here ends: strings are passed over, braces counted.
    private func objectEnd() -> Int? {
        var depth = 0
        var isInString = false
        var index = position
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "{") where !isInString: depth += 1
            case UInt8(ascii: "}") where !isInString:
                depth -= 1
                if depth == 0 { return index + 1 }
            default: break
            }
            index += 1
        }
        return nil
    }
}
