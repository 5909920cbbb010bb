/// Header fields in the order they came, found by name without regard to case.
package struct HTTPFields: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// One field line.
    package struct Field: Sendable, Equatable {
        /// The name as it was written.
        package let name: String
        /// The value without the white space around it.
        package let value: String
    }

    /// Every field line, in order.
    package private(set) var lines: [Field] = []

    /// No fields.
    package init() {}

    /// No fields, with room for `capacity`.
    init(capacity: Int) { lines.reserveCapacity(capacity) }

    /// The fields of a literal, in its order.
    package init(dictionaryLiteral elements: (String, String)...) {
        lines = elements.map { Field(name: $0.0, value: $0.1) }
    }

    /// Adds a field line after the others; the caller answers for its syntax.
    package mutating func append(_ name: String, _ value: String) {
        lines.append(Field(name: name, value: value))
    }

    /// The first value of `name`; setting replaces every line of that name.
    package subscript(name: String) -> String? {
        get { lines.first { Self.same($0.name, name) }?.value }
        set {
            lines.removeAll { Self.same($0.name, name) }
            if let newValue { append(name, newValue) }
        }
    }

    /// Every value of `name`, in order.
    package func values(of name: String) -> [String] {
        // Of most names that are asked for there is nothing: then nothing is allocated.
        var values: [String] = []
        for line in lines where Self.same(line.name, name) { values.append(line.value) }
        return values
    }

    /// The comma-separated elements in all lines of `name`, without the white space around them.
    ///
    /// By bytes: a comma that a combining mark follows is a comma all the same. Empty elements stay.
    func elements(of name: String) -> [Substring] {
        values(of: name).flatMap { Self.elements(in: $0) }
    }

    private static func elements(in value: String) -> [Substring] {
        parts(of: value[...], separatedBy: ",")
    }

    /// The parts of `text` between separators, without the white space around them, by bytes.
    static func parts(
        of text: Substring, separatedBy separator: Unicode.Scalar, maxSplits: Int = .max
    ) -> [Substring] {
        text.utf8.split(
            separator: UInt8(ascii: separator), maxSplits: maxSplits,
            omittingEmptySubsequences: false
        ).map(trimmed)
    }

    /// Whether a comma-separated field of `name` holds `token`, without regard to case.
    package func contains(_ token: String, in name: String) -> Bool {
        lines.contains { Self.same($0.name, name) && Self.lists(token, in: $0.value) }
    }

    private static func lists(_ token: String, in value: String) -> Bool {
        let (value, token) = (value.utf8, token.utf8)
        let bytes = value.span
        var start = 0
        while start <= bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: ",") { end += 1 }
            if same(bytes.extracting(trimmed(bytes, start..<end)), token.span) { return true }
            start = end + 1
        }
        return false
    }

    /// Whether both are the same but for the case of ASCII letters; those of another length are not
    /// looked into.
    ///
    /// The Kelvin sign is no k here, as it is where `lowercased` has made it one.
    static func same(_ left: String, _ right: String) -> Bool {
        let (left, right) = (left.utf8, right.utf8)
        return left.count == right.count && same(left.span, right.span)
    }

    private static func same(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] {
            guard lowercased(left[index]) == lowercased(right[index]) else { return false }
        }
        return true
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring {
        var rest = text.drop(while: HTTPSyntax.isBlank)
        while let last = rest.last, HTTPSyntax.isBlank(last) { rest.removeLast() }
        return Substring(rest)
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
