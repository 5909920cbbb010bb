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
        lines.filter { Self.same($0.name, name) }.map(\.value)
    }

    /// Whether a comma-separated field of `name` holds `token`, without regard to case.
    package func contains(_ token: String, in name: String) -> Bool {
        lines.contains { line in
            Self.same(line.name, name)
                && line.value.split(separator: ",").contains { part in
                    Self.same(String(part.trimmingBlanks), token)
                }
        }
    }

    /// Whether two names are the same: those of another length are not looked into.
    static func same(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count
            && zip(left.utf8, right.utf8).allSatisfy { lowercased($0) == lowercased($1) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
