import Events

extension EventFrame {
    /// Reads a frame that is laid out byte for byte as `encode` writes it; nil for any other.
    ///
    /// What a client gets by the thousand is read without a JSON reader. The event itself is taken
    /// as it is: whoever reads it sees whether it is JSON.
    init?(layout text: [UInt8]) {
        let frame = text.withUnsafeBufferPointer { LayoutScanner($0).frame() }
        guard let frame else { return nil }
        self = frame
    }
}

/// Compares lent bytes with a layout that is known.
private struct LayoutScanner {
    private let text: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    consuming func frame() -> EventFrame? {
        guard take(#"{"op":"event","topic":""#), let topic = string() else { return nil }
        var cursor: Cursor?
        if take(#","cursor":""#) {
            cursor = string().flatMap { Cursor(utf8: $0.span) }
            guard cursor != nil else { return nil }
        }
        var prev: Cursor?
        if cursor != nil, take(#","prev":""#) {
            prev = string().flatMap { Cursor(utf8: $0.span) }
            guard prev != nil else { return nil }
        }
        guard take(#","event":"#), let event = lastObject() else { return nil }
        return EventFrame(
            topic: String(decoding: topic, as: UTF8.self), cursor: cursor, prev: prev,
            event: Array(event))
    }

    /// Passes over `literal`, if it stands here.
    private mutating func take(_ literal: StaticString) -> Bool {
        let count = literal.utf8CodeUnitCount
        guard position + count <= text.count else { return false }
        for index in 0..<count where text[position + index] != literal.utf8Start[index] {
            return false
        }
        position += count
        return true
    }

    /// Takes what stands before the next quote; nil when that is escaped.
    private mutating func string() -> UnsafeBufferPointer<UInt8>? {
        let start = position
        for end in start..<text.count {
            if text[end] == UInt8(ascii: "\\") { return nil }
            guard text[end] == UInt8(ascii: "\"") else { continue }
            position = end + 1
            return UnsafeBufferPointer(rebasing: text[start..<end])
        }
        return nil
    }

    /// Takes the object that ends right before the last byte; nil when it ends earlier, with a
    /// member behind it that this program does not know.
    private func lastObject() -> UnsafeBufferPointer<UInt8>? {
        let end = text.count - 1
        guard position < end, text[position] == UInt8(ascii: "{"), text[end] == UInt8(ascii: "}"),
            objectEnd() == end
        else { return nil }
        return UnsafeBufferPointer(rebasing: text[position..<end])
    }

    /// Where the object that begins here ends: strings are passed over, braces counted.
    private func objectEnd() -> Int? {
        var depth = 0
        var index = position
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\""):
                guard let end = stringEnd(after: index) else { return nil }
                index = end
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return index + 1 }
            default: break
            }
            index += 1
        }
        return nil
    }

    /// The quote that ends the string which begins at `start`.
    private func stringEnd(after start: Int) -> Int? {
        var index = start + 1
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\""): return index
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        return nil
    }
}
