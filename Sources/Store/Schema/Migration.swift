import CAssets

/// A step of the database's schema: a file of `Sources/Store/Migrations`, which never changes once
/// a database may have seen it.
package struct Migration: Sendable, Equatable {
    /// Its place in the order: the digits at the beginning of its name.
    package let number: Int
    /// The file's name without the extension, such as `0001_history`.
    package let name: String
    /// Statements, run in one transaction.
    package let sql: String

    /// A migration whose number is at the beginning of its name.
    package init(name: String, sql: String) {
        let digits = name.prefix { $0.isNumber }
        guard let number = Int(digits), number > 0 else {
            preconditionFailure("migration '\(name)' has no number")
        }
        self.number = number
        self.name = name
        self.sql = sql
    }

    /// Those that are compiled into the program, in order.
    package static let all: [Migration] = (0..<flighthub_migration_count()).map { index in
        let file = unsafe flighthub_migration_at(index)
        let bytes = unsafe UnsafeBufferPointer(start: file.bytes, count: file.count)
        return unsafe Migration(
            name: String(cString: file.name), sql: String(decoding: bytes, as: UTF8.self))
    }
}
