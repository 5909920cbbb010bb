/// A statement with its parameters.
package struct PostgresQuery: Sendable {
    /// The statement.
    package let statement: PostgresStatement
    /// The parameters, in order.
    package let parameters: [PostgresValue]

    /// What the server would say of text with a NUL in it.
    ///
    /// libpq takes parameters as C strings, so it would be cut off there instead.
    let refusal: PostgresError?

    /// A statement with parameters.
    package init(_ statement: PostgresStatement, _ parameters: [PostgresValue] = []) {
        self.statement = statement
        self.parameters = parameters
        refusal =
            parameters.contains { $0.holdsNUL }
            ? .server(ServerError(state: .characterNotInRepertoire)) : nil
    }

    /// A statement with parameters, by its text.
    package init(_ sql: String, _ parameters: [PostgresValue] = []) {
        self.init(PostgresStatement(sql), parameters)
    }
}
