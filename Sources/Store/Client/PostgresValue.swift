package import Events

/// A parameter of a statement, in PostgreSQL's text form; the server knows its type from the
/// statement (`$1::uuid` where it cannot).
package struct PostgresValue: Sendable, Equatable {
    /// The text form; nil is NULL.
    let text: [UInt8]?

    /// The value with this text form.
    private init(_ text: String) {
        self.text = Array(text.utf8)
    }

    private init(bytes: [UInt8]?) {
        text = bytes
    }

    /// NULL.
    package static let null = PostgresValue(bytes: nil)

    /// Text of any type; nil is NULL.
    package static func text(_ value: String?) -> PostgresValue {
        PostgresValue(bytes: value.map { Array($0.utf8) })
    }

    /// UTF-8 text of any type, such as rendered JSON; nil is NULL.
    package static func utf8(_ value: [UInt8]?) -> PostgresValue {
        PostgresValue(bytes: value)
    }

    /// An integer of any width; nil is NULL.
    package static func integer(_ value: (some BinaryInteger)?) -> PostgresValue {
        value.map { PostgresValue(String($0)) } ?? .null
    }

    /// A `double precision`; nil is NULL.
    package static func double(_ value: Double?) -> PostgresValue {
        value.map { PostgresValue("\($0)") } ?? .null
    }

    /// A `boolean`; nil is NULL.
    package static func boolean(_ value: Bool?) -> PostgresValue {
        value.map { PostgresValue($0 ? "t" : "f") } ?? .null
    }

    /// A `uuid`; nil is NULL.
    package static func id(_ value: UniqueID?) -> PostgresValue {
        value.map { PostgresValue($0.description) } ?? .null
    }

    /// A `timestamptz`, to the microsecond; nil is NULL.
    package static func time(_ value: Timestamp?) -> PostgresValue {
        value.map { PostgresValue($0.exactDescription) } ?? .null
    }

    /// A `date`; nil is NULL.
    package static func date(_ value: CivilDate?) -> PostgresValue {
        value.map { PostgresValue($0.description) } ?? .null
    }

    /// A `bytea`; nil is NULL.
    package static func binary(_ value: [UInt8]?) -> PostgresValue {
        guard let value else { return .null }
        var text: [UInt8] = Array("\\x".utf8)
        text.reserveCapacity(2 + value.count * 2)
        for byte in value {
            text.append(hexDigit(byte >> 4))
            text.append(hexDigit(byte & 0x0F))
        }
        return PostgresValue(bytes: text)
    }

    /// A one-dimensional array; its elements may be NULL, and may not be arrays.
    package static func array(_ values: [PostgresValue]) -> PostgresValue {
        var text: [UInt8] = [UInt8(ascii: "{")]
        for value in values {
            if text.count > 1 { text.append(UInt8(ascii: ",")) }
            appendElement(value, to: &text)
        }
        text.append(UInt8(ascii: "}"))
        return PostgresValue(bytes: text)
    }

    /// An array of text.
    package static func texts(_ values: some Sequence<String>) -> PostgresValue {
        array(values.map { .text($0) })
    }

    /// An array of `uuid`.
    package static func ids(_ values: some Sequence<UniqueID>) -> PostgresValue {
        array(values.map { .id($0) })
    }

    /// An array of integers.
    package static func integers(_ values: some Sequence<some BinaryInteger>) -> PostgresValue {
        array(values.map { .integer($0) })
    }

    /// Every element is quoted, so that `NULL`, spaces, commas and braces need no second thought.
    private static func appendElement(_ value: PostgresValue, to text: inout [UInt8]) {
        guard let element = value.text else { return text.append(contentsOf: "NULL".utf8) }
        text.append(UInt8(ascii: "\""))
        for byte in element {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                text.append(UInt8(ascii: "\\"))
            }
            text.append(byte)
        }
        text.append(UInt8(ascii: "\""))
    }
}

private func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
