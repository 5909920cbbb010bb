import CPostgres

/// A result as libpq keeps it; the memory is freed with the last row that refers to it.
@safe final class PostgresResult: Sendable {
    /// Sendable in truth: a `PGresult` does not change once libpq has handed it out, the functions
    /// used here only read it, and it is freed in `deinit` alone.
    private nonisolated(unsafe) let pointer: OpaquePointer

    let rowCount: Int
    let columnCount: Int

    /// Takes over a result that `PQgetResult` has returned.
    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = unsafe pointer
        rowCount = unsafe Int(PQntuples(pointer))
        columnCount = unsafe Int(PQnfields(pointer))
    }

    deinit {
        unsafe PQclear(pointer)
    }

    var status: ExecStatusType {
        unsafe PQresultStatus(pointer)
    }

    /// The command tag, such as `INSERT 0 3`.
    var command: String {
        unsafe String(cString: PQcmdStatus(pointer))
    }

    /// How many rows the command changed or returned.
    var affected: Int {
        unsafe Int(String(cString: PQcmdTuples(pointer))) ?? 0
    }

    func column(named name: String) -> Int? {
        let index = unsafe PQfnumber(pointer, name)
        return index >= 0 ? Int(index) : nil
    }

    /// Lends the bytes of a value; nil is NULL.
    func withValue<Value>(
        _ row: Int, _ column: Int, _ body: (borrowing Span<UInt8>) -> Value
    ) -> Value? {
        guard (0..<columnCount).contains(column), (0..<rowCount).contains(row),
            let value = unsafe PQgetvalue(pointer, Int32(row), Int32(column))
        else { return nil }
        let count = unsafe Int(PQgetlength(pointer, Int32(row), Int32(column)))
        // NULL reads as an empty text.
        if count == 0, unsafe PQgetisnull(pointer, Int32(row), Int32(column)) == 1 { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(start: value, count: count)
            .bindMemory(to: UInt8.self)
        return unsafe body(Span(_unsafeElements: bytes))
    }

    /// The refusal that this result carries.
    var serverError: ServerError {
        ServerError(
            state: SQLState(field("C") ?? "XX000"), constraint: field("n"), table: field("t"),
            diagnostic: field("M") ?? "")
    }

    /// A field of an error, by its letter in the protocol.
    private func field(_ letter: Character) -> String? {
        guard let code = letter.asciiValue,
            let value = unsafe PQresultErrorField(pointer, Int32(code))
        else { return nil }
        return unsafe String(cString: value)
    }
}
