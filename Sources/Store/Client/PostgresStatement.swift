/// The text of a statement, with `$1`, `$2`, … for its parameters.
///
/// A session knows its prepared statements by it. Made once and used often, it spares making and
/// hashing the text anew each time, which takes as long as sending the statement.
package struct PostgresStatement: Sendable, Hashable {
    /// The SQL.
    package let sql: String
    private let sqlHash: Int

    /// The statement with this text.
    package init(_ sql: String) {
        self.sql = sql
        sqlHash = sql.hashValue
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(sqlHash)
    }

    package static func == (left: PostgresStatement, right: PostgresStatement) -> Bool {
        left.sqlHash == right.sqlHash && left.sql == right.sql
    }
}
