package import Events

/// Forgets what is older than the history keeps; a job for the holder of the lease.
package struct EventRetention: Sendable {
    private let database: Database

    /// Retention in `database`.
    package init(_ database: Database) {
        self.database = database
    }

    /// Drops whole partitions whose events are all older than `age`, and forgets which ingress
    /// events were seen before; returns the floor.
    ///
    /// The floor is committed before anything is dropped. Dropping waits for its lock only for a
    /// moment, since readers would queue up behind it; what stays is dropped by the next call.
    package func run(keeping age: Duration) async throws(StoreFailure) -> Int64 {
        let interval = PostgresValue.text("\(age.components.seconds) seconds")
        do {
            let floor = try await database.query(
                "SELECT events_raise_floor($1::interval)", [interval]
            ).only().int64(0)
            _ = try await database.query(
                "DELETE FROM ingress_seen WHERE seen_at < clock_timestamp() - $1::interval",
                [interval])
            try await drop()
            return floor
        } catch {
            throw StoreFailure(of: error)
        }
    }

    private func drop() async throws {
        do {
            try await database.transaction { transaction in
                _ = try await transaction.query("SET LOCAL lock_timeout = '200ms'")
                _ = try await transaction.query("SELECT events_drop_partitions()")
            }
        } catch let error as PostgresError where error.state == .lockNotAvailable {
            return
        }
    }
}

/// Begins a new history by hand (`flighthub epoch --new`): every restore must be followed by it.
package struct EpochChange: Sendable {
    private let database: Database

    /// A change in `database`.
    package init(_ database: Database) {
        self.database = database
    }

    /// Begins a new epoch and returns it.
    package func begin(reason: String) async throws(StoreFailure) -> Epoch {
        do throws(PostgresError) {
            let row = try await database.query(
                "SELECT generation, epoch FROM epoch_begin($1)", [.text(reason)]
            ).only()
            return Epoch(generation: try row.int(0), id: try row.text(1))
        } catch {
            throw StoreFailure(error)
        }
    }
}
