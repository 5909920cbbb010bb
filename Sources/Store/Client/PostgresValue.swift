package import Events

/// A parameter of a statement; the server knows its type from the statement (`$1::uuid` where it
/// cannot).
///
/// It is kept as it was given, and becomes PostgreSQL's text form where the statement is sent: most
/// need no memory of their own.
package struct PostgresValue: Sendable, Equatable {
    private enum Form: Sendable, Equatable {
        case null
        case string(String)
        case utf8([UInt8])
        case binary([UInt8])
        case integer(Int64)
        case boolean(Bool)
        case id(UniqueID)
        case time(Timestamp)
        case date(CivilDate)
        case array([PostgresValue])
    }

    private let form: Form

    /// NULL.
    package static let null = PostgresValue(form: .null)

    /// Text of any type; nil is NULL.
    package static func text(_ value: String?) -> PostgresValue {
        value.map { PostgresValue(form: .string($0)) } ?? .null
    }

    /// UTF-8 text of any type, such as rendered JSON; nil is NULL.
    package static func utf8(_ value: [UInt8]?) -> PostgresValue {
        value.map { PostgresValue(form: .utf8($0)) } ?? .null
    }

    /// An integer of up to 64 bits; nil is NULL.
    package static func integer(_ value: (some BinaryInteger)?) -> PostgresValue {
        value.map { PostgresValue(form: .integer(Int64($0))) } ?? .null
    }

    /// A `double precision`; nil is NULL.
    package static func double(_ value: Double?) -> PostgresValue {
        .text(value.map { "\($0)" })
    }

    /// A `boolean`; nil is NULL.
    package static func boolean(_ value: Bool?) -> PostgresValue {
        value.map { PostgresValue(form: .boolean($0)) } ?? .null
    }

    /// A `uuid`; nil is NULL.
    package static func id(_ value: UniqueID?) -> PostgresValue {
        value.map { PostgresValue(form: .id($0)) } ?? .null
    }

    /// A `timestamptz`, to the microsecond; nil is NULL.
    package static func time(_ value: Timestamp?) -> PostgresValue {
        value.map { PostgresValue(form: .time($0)) } ?? .null
    }

    /// A `date`; nil is NULL.
    package static func date(_ value: CivilDate?) -> PostgresValue {
        value.map { PostgresValue(form: .date($0)) } ?? .null
    }

    /// A `bytea`; nil is NULL.
    package static func binary(_ value: [UInt8]?) -> PostgresValue {
        value.map { PostgresValue(form: .binary($0)) } ?? .null
    }

    /// A one-dimensional array; its elements may be NULL, and may not be arrays.
    package static func array(_ values: [PostgresValue]) -> PostgresValue {
        PostgresValue(form: .array(values))
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
}

extension PostgresValue {
    /// Whether it is NULL, which has no text form.
    var isNull: Bool {
        if case .null = form { true } else { false }
    }

    /// Whether its text form holds a NUL.
    var holdsNUL: Bool {
        switch form {
        case .string(let value): value.utf8.span.holdsNUL
        case .utf8(let value): value.span.holdsNUL
        case .array(let values): values.contains { $0.holdsNUL }
        case .null, .binary, .integer, .boolean, .id, .time, .date: false
        }
    }

    /// Adds PostgreSQL's text form; nothing for NULL.
    func append(to text: inout [UInt8]) {
        switch form {
        case .null: break
        case .string(let value): text.append(contentsOf: value.utf8)
        case .utf8(let value): text.append(contentsOf: value)
        case .binary(let value): Self.append(hexadecimal: value, to: &text)
        case .integer(let value): text.append(contentsOf: String(value).utf8)
        case .boolean(let value): text.append(UInt8(ascii: value ? "t" : "f"))
        case .id(let value): value.append(to: &text)
        case .time(let value): value.appendExact(to: &text)
        case .date(let value): value.append(to: &text)
        case .array(let values): Self.append(values, to: &text)
        }
    }

    private static func append(hexadecimal bytes: [UInt8], to text: inout [UInt8]) {
        text.append(contentsOf: "\\x".utf8)
        text.append(addingCapacity: 2 * bytes.count) { text in
            for byte in bytes {
                text.append(hexDigit(byte >> 4))
                text.append(hexDigit(byte & 0x0F))
            }
        }
    }

    private static func append(_ elements: [PostgresValue], to text: inout [UInt8]) {
        text.append(UInt8(ascii: "{"))
        for (place, element) in elements.enumerated() {
            if place > 0 { text.append(UInt8(ascii: ",")) }
            element.appendElement(to: &text)
        }
        text.append(UInt8(ascii: "}"))
    }

    /// What could be taken for something else is quoted, so that `NULL`, spaces, commas and braces
    /// need no second thought.
    private func appendElement(to text: inout [UInt8]) {
        switch form {
        case .null: text.append(contentsOf: "NULL".utf8)
        case .string(let value): Self.append(quoted: value.utf8.span, to: &text)
        case .utf8(let value): Self.append(quoted: value.span, to: &text)
        case .binary:
            // Its only backslash is the first.
            text.append(contentsOf: "\"\\".utf8)
            append(to: &text)
            text.append(UInt8(ascii: "\""))
        case .integer, .boolean, .id, .time, .date: append(to: &text)
        case .array: preconditionFailure("an array in an array")
        }
    }

    private static func append(quoted bytes: borrowing Span<UInt8>, to text: inout [UInt8]) {
        text.append(addingCapacity: 2 * bytes.count + 2) { text in
            text.append(UInt8(ascii: "\""))
            for index in bytes.indices {
                let byte = bytes[index]
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                    text.append(UInt8(ascii: "\\"))
                }
                text.append(byte)
            }
            text.append(UInt8(ascii: "\""))
        }
    }
}

extension Span<UInt8> {
    fileprivate var holdsNUL: Bool {
        // Without an early end it is done by many bytes at a time.
        var smallest = UInt8.max
        for index in indices { smallest = min(smallest, self[index]) }
        return count > 0 && smallest == 0
    }
}

private func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
