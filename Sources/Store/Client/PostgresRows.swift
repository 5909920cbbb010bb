/// The rows of a result, in order.
package struct PostgresRows: Sendable, RandomAccessCollection {
    private let result: PostgresResult

    init(_ result: PostgresResult) {
        self.result = result
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { result.rowCount }

    package subscript(position: Int) -> PostgresRow {
        precondition(indices.contains(position), "row out of range")
        return PostgresRow(result: result, index: position)
    }

    /// How many rows the statement inserted, updated, deleted or returned.
    package var affected: Int { result.affected }

    /// The command tag, such as `INSERT 0 3`.
    package var command: String { result.command }

    /// The only row of a result that always has one.
    package func only() throws(PostgresError) -> PostgresRow {
        guard result.rowCount == 1 else { throw .column("*") }
        return self[0]
    }
}
