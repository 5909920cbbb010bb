import Events
import Glibc

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
        guard position + count <= text.count, let start = text.baseAddress,
            memcmp(start + position, literal.utf8Start, count) == 0
        else { return false }
        position += count
        return true
    }

    /// Takes what stands before the next quote; nil when that is escaped.
    private mutating func string() -> UnsafeBufferPointer<UInt8>? {
        let start = position
        let end = text.endOfPlainString(from: start)
        guard end < text.count, text[end] == UInt8(ascii: "\"") else { return nil }
        position = end + 1
        return UnsafeBufferPointer(rebasing: text[start..<end])
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
        while true {
            index = text.endOfPlainString(from: index)
            guard index < text.count else { return nil }
            if text[index] == UInt8(ascii: "\"") { return index }
            index += 2
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Where the next quote or backslash is; the end when there is none.
    ///
    /// By eight bytes at a time: nearly all of an event is in strings.
    fileprivate func endOfPlainString(from start: Int) -> Int {
        let bytes = UnsafeRawBufferPointer(self)
        var index = start
        while index + 8 <= count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let found =
                marks(of: UInt8(ascii: "\""), in: word)
                | marks(of: UInt8(ascii: "\\"), in: word)
            if found != 0 { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < count, self[index] != UInt8(ascii: "\""), self[index] != UInt8(ascii: "\\") {
            index += 1
        }
        return Swift.min(index, count)
    }
}

/// The highest bit of each byte of `word` that is `byte`, and perhaps of others behind the first of
/// these; the first byte of text is the lowest.
private func marks(of byte: UInt8, in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let differences = UInt64(littleEndian: word) ^ ones * UInt64(byte)
    return (differences &- ones) & ~differences & (ones * 0x80)
}
