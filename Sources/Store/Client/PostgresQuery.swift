/// A statement with its parameters.
package struct PostgresQuery: Sendable {
    /// The statement, with `$1`, `$2`, … for the parameters.
    package let sql: String
    /// The parameters, in order.
    package let parameters: [PostgresValue]

    private let holdsNUL: Bool

    /// A statement with parameters.
    package init(_ sql: String, _ parameters: [PostgresValue] = []) {
        self.sql = sql
        self.parameters = parameters
        holdsNUL = parameters.contains { $0.text?.contains(0) ?? false }
    }

    /// What the server would say of text with a NUL in it.
    ///
    /// libpq takes parameters as C strings, so
    /// it would be cut off there instead.
    var refusal: PostgresError? {
        holdsNUL ? .server(ServerError(state: .characterNotInRepertoire)) : nil
    }
}
