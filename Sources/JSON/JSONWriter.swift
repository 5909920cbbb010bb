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
        appendQuoted(name.utf8.span)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string value.
    package mutating func string(_ value: String) {
        appendQuoted(value.utf8.span)
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

    /// Writes a member with a string value.
    ///
    /// In one piece: most members of what a server sends have one.
    package mutating func member(_ name: String, _ value: String) {
        let (name, text) = (name.utf8.span, value.utf8.span)
        if name.needsEscape || text.needsEscape {
            appendQuoted(name)
            bytes.append(UInt8(ascii: ":"))
            needsComma = false
            appendQuoted(text)
        } else {
            let needsComma = needsComma
            write(atMost: name.count + text.count + 6) { pen in
                if needsComma { pen.put(",") }
                pen.putQuoted(name)
                pen.put(":")
                pen.putQuoted(text)
            }
        }
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    /// In one piece with the comma before it, if nothing is to be escaped.
    private mutating func appendQuoted(_ text: Span<UInt8>) {
        if text.needsEscape {
            separate()
            bytes.append(UInt8(ascii: "\""))
            appendEscaped(text)
            bytes.append(UInt8(ascii: "\""))
            return
        }
        let needsComma = needsComma
        write(atMost: text.count + 3) { pen in
            if needsComma { pen.put(",") }
            pen.putQuoted(text)
        }
    }

    /// Makes room once for all that `body` writes.
    @inline(__always)
    private mutating func write(atMost count: Int, _ body: (inout Pen) -> Void) {
        bytes.append(addingCapacity: count) { room in
            room.withUnsafeMutableBufferPointer { buffer, written in
                var pen = Pen(UnsafeMutableBufferPointer(rebasing: buffer[written...]))
                body(&pen)
                written += pen.count
            }
        }
    }

    private mutating func appendEscaped(_ text: Span<UInt8>) {
        for index in text.indices {
            let byte = text[index]
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

/// Writes bytes for which there is room, one behind another.
private struct Pen {
    private let room: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(_ room: UnsafeMutableBufferPointer<UInt8>) { self.room = room }

    mutating func put(_ character: Unicode.Scalar) {
        precondition(count < room.count, "there is room for a byte")
        room[count] = UInt8(ascii: character)
        count += 1
    }

    mutating func putQuoted(_ text: Span<UInt8>) {
        precondition(text.count + 2 <= room.count - count, "there is room for the string")
        put("\"")
        text.withUnsafeBufferPointer { text in
            _ = UnsafeMutableBufferPointer(rebasing: room[count...]).initialize(from: text)
        }
        count += text.count
        put("\"")
    }
}
