import Text

extension JSONReader {
    /// Takes a string.
    package mutating func string() throws(JSONError) -> String {
        let (range, isPlain) = try scanString()
        guard !isPlain else { return text(of: range) }
        return String(decoding: try unescaped(range), as: UTF8.self)
    }

    /// Of lent bytes: a slice of the array would be counted.
    private func text(of range: Range<Int>) -> String {
        bytes.span.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// Takes a number.
    package mutating func number() throws(JSONError) -> JSONNumber {
        guard try peek() == .number else { throw unexpected("a number") }
        let start = offset
        accept(UInt8(ascii: "-"))
        if !accept(UInt8(ascii: "0")) { try digits() }
        if accept(UInt8(ascii: ".")) { try digits() }
        let mantissaEnd = offset
        if accept(UInt8(ascii: "e")) || accept(UInt8(ascii: "E")) {
            if !accept(UInt8(ascii: "+")) { accept(UInt8(ascii: "-")) }
            try digits()
        }
        let number = JSONNumber(checked: text(of: start..<offset))
        // Without an exponent it takes 309 digits to be out of range.
        let isShort = offset == mantissaEnd && offset - start < 300
        guard isShort || number.double.isFinite else {
            throw JSONError(offset: start, message: "number out of range")
        }
        return number
    }

    /// Takes true or false.
    package mutating func boolean() throws(JSONError) -> Bool {
        if nextByte() == UInt8(ascii: "t") {
            try literal("true")
            return true
        }
        try literal("false")
        return false
    }

    /// Takes null.
    package mutating func null() throws(JSONError) {
        try literal("null")
    }

    /// Takes the next value, whatever it is, as a tree.
    package mutating func value() throws(JSONError) -> JSONValue {
        switch try peek() {
        case .object: return .object(try object())
        case .array:
            var elements: [JSONValue] = []
            try beginArray()
            while try nextElement() { elements.append(try value()) }
            return .array(elements)
        case .string: return .string(try string())
        case .number: return .number(try number())
        case .boolean: return .boolean(try boolean())
        case .null:
            try null()
            return .null
        }
    }

    private mutating func object() throws(JSONError) -> JSONObject {
        var object = JSONObject()
        var names: Set<ByteText> = []
        try beginObject()
        while let name = try nextName() {
            // A few names are compared sooner than hashed; many must not cost their square.
            if object.members.count == 16 { names = Set(object.names.map(ByteText.init)) }
            let isNew =
                object.members.count < 16
                ? !object.has(name) : names.insert(ByteText(name)).inserted
            guard isNew else { throw error("name used twice in an object") }
            object.append(name, try value())
        }
        return object
    }

    /// The byte after white space, without taking it.
    mutating func nextByte() -> UInt8? {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return bytes[offset]
            }
        }
        return nil
    }

    /// The error of what stands here where `wanted` should.
    func unexpected(_ wanted: String) -> JSONError {
        error(offset < bytes.count ? "expected \(wanted)" : "expected \(wanted), but the text ends")
    }

    /// An error here.
    func error(_ message: String) -> JSONError {
        JSONError(offset: offset, message: message)
    }

    @discardableResult
    private mutating func accept(_ byte: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    private mutating func digits() throws(JSONError) {
        let start = offset
        while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
        if offset == start { throw unexpected("a digit") }
    }

    private mutating func literal(_ text: StaticString) throws(JSONError) {
        _ = nextByte()
        let start = offset
        for byte in "\(text)".utf8 where !accept(byte) {
            throw JSONError(offset: start, message: "expected \(text)")
        }
    }
}
