package import Events

/// A row of a result.
///
/// Columns are found by name, or by position from 0, which is faster.
///
/// An accessor throws `PostgresError.column` when the column is missing, NULL or of another type;
/// those that end in `IfPresent` return nil for NULL.
package struct PostgresRow: Sendable {
    let result: PostgresResult
    let index: Int

    /// Names a column.
    package enum Column: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
        case name(String)
        case position(Int)

        package init(stringLiteral value: String) { self = .name(value) }
        package init(integerLiteral value: Int) { self = .position(value) }

        var error: PostgresError {
            switch self {
            case .name(let name): .column(name)
            case .position(let position): .column("\(position)")
            }
        }
    }

    /// Whether the value is NULL.
    package func isNull(_ column: Column) throws(PostgresError) -> Bool {
        result.withValue(index, try position(of: column)) { _ in true } == nil
    }

    /// The value as text.
    package func text(_ column: Column) throws(PostgresError) -> String {
        try required(column, textIfPresent(column))
    }

    /// The value as text; nil is NULL.
    package func textIfPresent(_ column: Column) throws(PostgresError) -> String? {
        result.withValue(index, try position(of: column)) {
            String(bytes: $0)
        }
    }

    /// The value as UTF-8 text, byte for byte.
    package func utf8(_ column: Column) throws(PostgresError) -> [UInt8] {
        try required(column, utf8IfPresent(column))
    }

    /// The value as UTF-8 text, byte for byte; nil is NULL.
    package func utf8IfPresent(_ column: Column) throws(PostgresError) -> [UInt8]? {
        result.withValue(index, try position(of: column)) { Array(bytes: $0) }
    }

    /// An integer of up to 64 bits.
    package func int64(_ column: Column) throws(PostgresError) -> Int64 {
        try required(column, int64IfPresent(column))
    }

    /// An integer of up to 64 bits; nil is NULL.
    package func int64IfPresent(_ column: Column) throws(PostgresError) -> Int64? {
        try parsed(column) { PostgresText.integer($0) }
    }

    /// An integer.
    package func int(_ column: Column) throws(PostgresError) -> Int {
        Int(try int64(column))
    }

    /// A floating-point number, or a `numeric` as one.
    package func double(_ column: Column) throws(PostgresError) -> Double {
        try required(column, doubleIfPresent(column))
    }

    /// A floating-point number; nil is NULL.
    package func doubleIfPresent(_ column: Column) throws(PostgresError) -> Double? {
        try parsed(column) { Double(String(bytes: $0)) }
    }

    /// A `boolean`.
    package func boolean(_ column: Column) throws(PostgresError) -> Bool {
        try required(column, booleanIfPresent(column))
    }

    /// A `boolean`; nil is NULL.
    package func booleanIfPresent(_ column: Column) throws(PostgresError) -> Bool? {
        try parsed(column) { PostgresText.boolean($0) }
    }

    /// A `uuid`.
    package func id(_ column: Column) throws(PostgresError) -> UniqueID {
        try required(column, idIfPresent(column))
    }

    /// A `uuid`; nil is NULL.
    package func idIfPresent(_ column: Column) throws(PostgresError) -> UniqueID? {
        try parsed(column) { UniqueID(utf8: $0) }
    }

    /// A `timestamptz`, to the microsecond.
    package func time(_ column: Column) throws(PostgresError) -> Timestamp {
        try required(column, timeIfPresent(column))
    }

    /// A `timestamptz`; nil is NULL.
    package func timeIfPresent(_ column: Column) throws(PostgresError) -> Timestamp? {
        try parsed(column) { PostgresText.time($0) }
    }

    /// A `date`.
    package func date(_ column: Column) throws(PostgresError) -> CivilDate {
        try required(column, dateIfPresent(column))
    }

    /// A `date`; nil is NULL.
    package func dateIfPresent(_ column: Column) throws(PostgresError) -> CivilDate? {
        try parsed(column) { PostgresText.date($0) }
    }

    /// A `bytea`.
    package func binary(_ column: Column) throws(PostgresError) -> [UInt8] {
        try required(column, parsed(column) { PostgresText.binary($0) })
    }

    /// A one-dimensional array of text without NULLs; of other types, their text forms.
    package func texts(_ column: Column) throws(PostgresError) -> [String] {
        try required(column, parsed(column) { PostgresText.array($0) })
    }

    private func position(of column: Column) throws(PostgresError) -> Int {
        switch column {
        case .position(let position) where (0..<result.columnCount).contains(position):
            return position
        case .name(let name):
            if let position = result.column(named: name) { return position }
            throw column.error
        case .position: throw column.error
        }
    }

    /// The value through `parse`, which returns nil for what is not of the type; nil is NULL.
    private func parsed<Value>(
        _ column: Column, _ parse: (borrowing Span<UInt8>) -> Value?
    ) throws(PostgresError) -> Value? {
        guard let value = result.withValue(index, try position(of: column), parse) else {
            return nil
        }
        return try required(column, value)
    }

    private func required<Value>(
        _ column: Column, _ value: Value?
    ) throws(PostgresError) -> Value {
        guard let value else { throw column.error }
        return value
    }
}
