import Text

/// Pulls one JSON text apart value by value, without building what nobody asks for.
///
/// The caller looks at `peek()` and then takes the value, or skips it and keeps its bytes.
/// After an error the reader is of no further use. Arrays and objects deeper than the limit are
/// an error, also inside what is skipped.
package struct JSONReader: Sendable {
    /// What a value is, told by its first byte.
    package enum Kind: Sendable {
        case object, array, string, number, boolean, null
    }

    /// The whole text.
    package let bytes: [UInt8]
    /// How far reading got.
    package internal(set) var offset = 0
    private let depthLimit: Int
    private var depth = 0
    /// Whether the innermost array or object has shown nothing yet.
    private var isFirst = false

    /// A reader at the start of `bytes`, which must be valid UTF-8 and keep the bound on combining
    /// marks.
    package init(_ bytes: [UInt8], depthLimit: Int = 32) throws(JSONError) {
        self.bytes = bytes
        self.depthLimit = depthLimit
        let excess: Int?
        do throws(UTF8.ValidationError) {
            excess = try UTF8Span(validating: bytes.span).excessMark
        } catch {
            throw JSONError(offset: error.byteOffsets.lowerBound, message: "invalid UTF-8")
        }
        if let excess { throw JSONError(offset: excess, message: CombiningMarks.rule) }
    }

    /// What comes next.
    package mutating func peek() throws(JSONError) -> Kind {
        switch nextByte() ?? 0 {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return .null
        default: throw unexpected("a value")
        }
    }

    /// Enters an object; `nextName()` walks through it.
    package mutating func beginObject() throws(JSONError) {
        try enter(UInt8(ascii: "{"), "an object")
    }

    /// The next member's name, whose value must be taken or skipped; nil when the object has ended.
    package mutating func nextName() throws(JSONError) -> String? {
        guard try hasName() else { return nil }
        let name = try string()
        try colon()
        return name
    }

    /// Enters an array; `nextElement()` walks through it.
    package mutating func beginArray() throws(JSONError) {
        try enter(UInt8(ascii: "["), "an array")
    }

    /// Whether an element follows, which must be taken or skipped; false when the array has ended.
    package mutating func nextElement() throws(JSONError) -> Bool {
        try hasNext(before: UInt8(ascii: "]"))
    }

    /// Checks that nothing but white space is left.
    package mutating func finish() throws(JSONError) {
        if nextByte() != nil { throw unexpected("the end") }
    }

    /// Passes over the next value and gives the range of its bytes.
    ///
    /// Names in it may come twice.
    package mutating func skip() throws(JSONError) -> Range<Int> {
        let kind = try peek()
        let start = offset
        switch kind {
        case .object:
            try beginObject()
            while try hasName() {
                try skipString()
                try colon()
                _ = try skip()
            }
        case .array:
            try beginArray()
            while try nextElement() { _ = try skip() }
        case .string: try skipString()
        case .number: _ = try number()
        case .boolean: _ = try boolean()
        case .null: try null()
        }
        return start..<offset
    }

    private mutating func hasName() throws(JSONError) -> Bool {
        guard try hasNext(before: UInt8(ascii: "}")) else { return false }
        guard nextByte() == UInt8(ascii: "\"") else { throw unexpected("a name in quotes") }
        return true
    }

    private mutating func colon() throws(JSONError) {
        guard nextByte() == UInt8(ascii: ":") else { throw unexpected("':'") }
        offset += 1
    }

    private mutating func enter(_ bracket: UInt8, _ wanted: String) throws(JSONError) {
        guard nextByte() == bracket else { throw unexpected(wanted) }
        guard depth < depthLimit else { throw error("nested more than \(depthLimit) deep") }
        depth += 1
        offset += 1
        isFirst = true
    }

    private mutating func hasNext(before bracket: UInt8) throws(JSONError) -> Bool {
        let next = nextByte()
        let wasFirst = isFirst
        isFirst = false
        if next == bracket {
            offset += 1
            depth -= 1
            return false
        }
        guard !wasFirst else { return true }
        guard next == UInt8(ascii: ",") else { throw unexpected("',' or the closing bracket") }
        offset += 1
        return true
    }
}
