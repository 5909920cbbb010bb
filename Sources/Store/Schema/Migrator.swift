package import Net

/// Brings a database to the schema that the program needs.
///
/// Migrations run in order, each in a transaction of its own together with its record in
/// `schema_migrations`, under an advisory lock: several nodes may start at once.
package struct Migrator: Sendable {
    private let migrations: [Migration]

    /// Applies `migrations`, which are in ascending order.
    package init(_ migrations: [Migration] = Migration.all) {
        for (left, right) in zip(migrations, migrations.dropFirst()) {
            precondition(left.number < right.number, "\(right.name) is out of order")
        }
        self.migrations = migrations
    }

    /// Applies what the database lacks; returns the names, and calls `report` before each.
    ///
    /// Uses a connection of its own, with time-outs for statements that rewrite tables.
    @discardableResult
    package func migrate(
        _ configuration: PostgresConfiguration, on loop: EventLoop,
        report: @Sendable (String) -> Void = { _ in }
    ) async throws(MigrationError) -> [String] {
        try await withConnection(configuration, on: loop) { connection throws(MigrationError) in
            try await migrate(connection, report)
        }
    }

    /// Throws unless the database has exactly the program's schema; changes nothing.
    package func check(
        _ configuration: PostgresConfiguration, on loop: EventLoop
    ) async throws(MigrationError) {
        try await withConnection(configuration, on: loop) { connection throws(MigrationError) in
            if let first = try await pending(connection).first { throw .pending(first.name) }
        }
    }

    private func withConnection<Value: Sendable>(
        _ configuration: PostgresConfiguration, on loop: EventLoop,
        _ body: (PostgresConnection) async throws(MigrationError) -> Value
    ) async throws(MigrationError) -> Value {
        var configuration = configuration
        configuration.statementTimeout = .seconds(600)
        configuration.lockTimeout = .seconds(60)
        let connection: PostgresConnection
        do throws(PostgresError) {
            connection = try await PostgresConnection.connect(on: loop, configuration)
        } catch {
            throw .database(error)
        }
        do throws(MigrationError) {
            let value = try await body(connection)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }

    private func migrate(
        _ connection: PostgresConnection, _ report: (String) -> Void
    ) async throws(MigrationError) -> [String] {
        try await prepare(connection)
        var applied: [String] = []
        for migration in try await pending(connection) {
            report(migration.name)
            try await apply(migration, connection)
            applied.append(migration.name)
        }
        return applied
    }

    /// An arbitrary number that no other program uses for its advisory locks, it is hoped.
    private static let lock = "7314880251"

    /// Takes the lock, which the session's end gives back, and makes the table of records.
    ///
    /// A function runs a file's statements, since the
    /// extended protocol takes one statement at a time.
    private func prepare(_ connection: PostgresConnection) async throws(MigrationError) {
        do throws(PostgresError) {
            _ = try await connection.query("SELECT pg_advisory_lock(\(Self.lock))")
            _ = try await connection.query(
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    number int PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT clock_timestamp())
                """)
            _ = try await connection.query(
                """
                CREATE OR REPLACE FUNCTION pg_temp.run_migration(statements text) RETURNS void
                LANGUAGE plpgsql AS $$ BEGIN EXECUTE statements; END $$
                """)
        } catch {
            throw .database(error)
        }
    }

    /// What the database lacks, in order.
    private func pending(
        _ connection: PostgresConnection
    ) async throws(MigrationError) -> [Migration] {
        var missing = migrations
        for record in try await records(connection) {
            guard let isSame = record.isSame else { throw .newer(record.name) }
            guard isSame else { throw .changed(record.name) }
            missing.removeAll { $0.number == record.number }
        }
        return missing
    }

    /// A migration that the database has seen.
    private struct Record {
        let number: Int
        let name: String
        /// Whether the program has it in the same form; nil when it does not have it at all.
        let isSame: Bool?
    }

    private func records(
        _ connection: PostgresConnection
    ) async throws(MigrationError) -> [Record] {
        var records: [Record] = []
        do throws(PostgresError) {
            let table = try await connection.query("SELECT to_regclass('schema_migrations')").only()
            if try table.isNull(0) { return [] }
            let rows = try await connection.query(
                """
                SELECT number, applied.name,
                    applied.checksum = encode(sha256(convert_to(known.sql, 'UTF8')), 'hex') AS same
                FROM schema_migrations applied
                LEFT JOIN unnest($1::int[], $2::text[]) AS known (number, sql) USING (number)
                ORDER BY number
                """,
                [.integers(migrations.map(\.number)), .texts(migrations.map(\.sql))])
            for row in rows {
                records.append(
                    Record(
                        number: try row.int("number"), name: try row.text("name"),
                        isSame: try row.booleanIfPresent("same")))
            }
        } catch {
            throw .database(error)
        }
        return records
    }

    private func apply(
        _ migration: Migration, _ connection: PostgresConnection
    ) async throws(MigrationError) {
        do {
            try await connection.transaction { transaction in
                _ = try await transaction.queries([
                    PostgresQuery("SELECT pg_temp.run_migration($1)", [.text(migration.sql)]),
                    PostgresQuery(
                        """
                        INSERT INTO schema_migrations (number, name, checksum)
                        VALUES ($1, $2, encode(sha256(convert_to($3, 'UTF8')), 'hex'))
                        """,
                        [
                            .integer(migration.number), .text(migration.name),
                            .text(migration.sql),
                        ]),
                ])
            }
        } catch PostgresError.server(let error) {
            throw .failed(migration.name, reason: "\(error): \(error.diagnostic)")
        } catch {
            throw .database(error as? PostgresError ?? .connectionLost)
        }
    }
}
