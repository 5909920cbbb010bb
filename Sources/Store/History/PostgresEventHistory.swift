package import Events

/// The committed events as PostgreSQL keeps them.
package struct PostgresEventHistory: EventHistory {
    private let database: Database

    /// The history in `database`.
    package init(_ database: Database) {
        self.database = database
    }

    package func head() async throws(StoreFailure) -> HistoryHead {
        do throws(PostgresError) {
            return try await database.query(HistoryHead.query).only().historyHead()
        } catch {
            throw .unavailable
        }
    }

    package func entries(
        after seq: Int64, limit: Int
    ) async throws(StoreFailure) -> HistoryPage {
        try await page(
            "SELECT \(Self.columns) FROM events e WHERE e.seq > $1 ORDER BY e.seq LIMIT $2",
            [.integer(seq), .integer(limit)], limit)
    }

    package func entries(
        on topic: Topic, after seq: Int64, limit: Int
    ) async throws(StoreFailure) -> HistoryPage {
        try await page(
            """
            SELECT \(Self.columns) FROM event_topics t JOIN events e ON e.seq = t.seq
            WHERE t.topic = $3 AND t.seq > $1 ORDER BY t.seq LIMIT $2
            """,
            [.integer(seq), .integer(limit), .text(topic.description)], limit)
    }

    package func identity(at seq: Int64) async throws(StoreFailure) -> String? {
        do throws(PostgresError) {
            let rows = try await database.query(
                "SELECT source || ' ' || event_id FROM events WHERE seq = $1", [.integer(seq)])
            return try rows.first?.text(0)
        } catch {
            throw .unavailable
        }
    }

    private static let columns = """
        e.seq, e.source, e.event_id, e.type, e.subject, e.topics, e.payload
        """

    /// Head, rows and floor of one snapshot; the floor is read again after the rows, since a
    /// partition may have been detached under them.
    private func page(
        _ select: String, _ parameters: [PostgresValue], _ limit: Int
    ) async throws(StoreFailure) -> HistoryPage {
        do throws(PostgresError) {
            let rows = try await database.query(
                """
                WITH page AS MATERIALIZED (\(select))
                SELECT \(HistoryHead.columns), e.*
                FROM history h LEFT JOIN page e ON true ORDER BY e.seq
                """, parameters)
            guard let first = rows.first else { throw .column("history") }
            let head = try first.historyHead()
            var entries: [LogEntry] = []
            for row in rows where try !row.isNull(4) { entries.append(try row.entry(at: 4)) }
            let floor = try await database.query("SELECT floor FROM history").only().int64(0)
            let isFull = entries.count == limit
            return HistoryPage(
                head: HistoryHead(epoch: head.epoch, head: head.head, floor: floor),
                entries: entries, through: isFull ? entries.last?.seq ?? head.head : head.head)
        } catch {
            throw .unavailable
        }
    }
}

extension PostgresRow {
    /// An event, from the column `first` on.
    fileprivate func entry(at first: Int) throws(PostgresError) -> LogEntry {
        func at(_ offset: Int) -> Column { .position(first + offset) }
        let topics = try texts(at(5)).compactMap { try? Topic(parsing: $0) }
        return LogEntry(
            seq: try int64(at(0)), identity: try text(at(1)) + " " + text(at(2)),
            type: try text(at(3)), subject: try text(at(4)), topics: topics,
            payload: try utf8(at(6)))
    }
}
