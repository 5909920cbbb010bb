/// A statement with its parameters.
package struct PostgresQuery: Sendable {
    /// The statement, with `$1`, `$2`, … for the parameters.
    package let sql: String
    /// The parameters, in order.
    package let parameters: [PostgresValue]

    /// A statement with parameters.
    package init(_ sql: String, _ parameters: [PostgresValue] = []) {
        self.sql = sql
        self.parameters = parameters
    }

    /// What the server would say of text with a NUL in it.
    ///
    /// libpq takes parameters as C strings, so
    /// it would be cut off there instead.
    var refusal: PostgresError? {
        for parameter in parameters {
            if let text = parameter.text, text.contains(0) {
                return .server(ServerError(state: .characterNotInRepertoire))
            }
        }
        return nil
    }
}
