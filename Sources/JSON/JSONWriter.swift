/// Writes one JSON text into a byte buffer, in the order of the calls.
///
/// Commas are its business, nesting is the caller's: every `begin…` wants its `end…`.
/// Text is written as UTF-8; only what RFC 8259 section 7 demands is escaped.
package struct JSONWriter: Sendable {
    /// What has been written so far.
    package private(set) var bytes: [UInt8]
    private var needsComma = false

    /// An empty writer with room for `capacity` bytes.
    package init(capacity: Int = 256) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Opens an object, as a value.
    package mutating func beginObject() {
        separate()
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
    }

    /// Closes the innermost object.
    package mutating func endObject() {
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    /// Opens an array, as a value.
    package mutating func beginArray() {
        separate()
        bytes.append(UInt8(ascii: "["))
        needsComma = false
    }

    /// Closes the innermost array.
    package mutating func endArray() {
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// Writes a member's name; its value comes next.
    package mutating func key(_ name: String) {
        appendQuoted(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string value.
    package mutating func string(_ value: String) {
        appendQuoted(value)
        needsComma = true
    }

    /// Writes an integer value.
    package mutating func integer(_ value: some BinaryInteger) {
        // Digits of an unknown type cost a call for each.
        if let value = Int64(exactly: value) { return raw(String(value)) }
        raw(String(value))
    }

    /// Writes a finite number; one that is not finite has no JSON form and is written as null.
    package mutating func number(_ value: Double) {
        raw(value.isFinite ? "\(value)" : "null")
    }

    /// Writes true or false.
    package mutating func boolean(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    /// Writes null.
    package mutating func null() {
        raw("null")
    }

    /// Writes a value that is JSON text already; the caller answers for it.
    package mutating func raw(_ json: String) {
        separate()
        bytes.append(contentsOf: json.utf8)
        needsComma = true
    }

    /// Writes a value that is JSON text already; the caller answers for it.
    package mutating func raw(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    /// In one piece with the comma before it: an object has two strings a member.
    private mutating func appendQuoted(_ value: String) {
        let text = value.utf8.span
        if text.needsEscape {
            separate()
            bytes.append(UInt8(ascii: "\""))
            appendEscaped(value)
            bytes.append(UInt8(ascii: "\""))
            return
        }
        let needsComma = needsComma
        bytes.append(addingCapacity: text.count + 3) { bytes in
            if needsComma { bytes.append(UInt8(ascii: ",")) }
            bytes.append(UInt8(ascii: "\""))
            text.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
            bytes.append(UInt8(ascii: "\""))
        }
    }

    private mutating func appendEscaped(_ value: String) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: bytes.append(contentsOf: "\\n".utf8)
            case 0x0D: bytes.append(contentsOf: "\\r".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(Self.hex[Int(byte >> 4)])
                bytes.append(Self.hex[Int(byte & 0x0F)])
            default: bytes.append(byte)
            }
        }
    }

    private static let hex = Array("0123456789abcdef".utf8)
}

extension OutputSpan<UInt8> {
    /// Adds bytes for which there is room, all at once.
    fileprivate mutating func append(contentsOf bytes: UnsafeBufferPointer<UInt8>) {
        precondition(bytes.count <= freeCapacity, "there is room for the bytes")
        withUnsafeMutableBufferPointer { buffer, count in
            let end = count + bytes.count
            _ = UnsafeMutableBufferPointer(rebasing: buffer[count..<end]).initialize(from: bytes)
            count = end
        }
    }
}

extension Span<UInt8> {
    /// Whether a byte of a string must be escaped (RFC 8259 section 7).
    fileprivate var needsEscape: Bool {
        guard count >= 8 else {
            // Spaces, which need no escape, stand for what is behind the end.
            var word = 0x2020_2020_2020_2020 as UInt64
            for index in indices { word = word << 8 | UInt64(self[index]) }
            return escapes(in: word) != 0
        }
        let last = count - 8
        var found = escapes(in: bytes.unsafeLoadUnaligned(fromByteOffset: last, as: UInt64.self))
        for offset in stride(from: 0, to: last, by: 8) {
            found |= escapes(in: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        return found != 0
    }
}

/// Not 0 if one of eight bytes must be escaped.
///
/// The highest bit of a byte is set where it is below another: a borrow of the byte before can set
/// it by mistake, but then that one is found.
private func escapes(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = word ^ ones * UInt64(UInt8(ascii: "\""))
    let backslash = word ^ ones * UInt64(UInt8(ascii: "\\"))
    let found =
        (word &- ones * 0x20) & ~word | (quote &- ones) & ~quote | (backslash &- ones) & ~backslash
    return found & (ones * 0x80)
}
