package import Events

/// The committed events, from `events` and `event_topics`.
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
            after: seq, limit: limit,
            PostgresQuery(
                Self.page("SELECT * FROM events WHERE seq > $1 ORDER BY seq LIMIT $2"),
                [.integer(seq), .integer(limit)]))
    }

    package func entries(
        on topic: Topic, after seq: Int64, limit: Int
    ) async throws(StoreFailure) -> HistoryPage {
        try await page(
            after: seq, limit: limit,
            PostgresQuery(
                Self.page(
                    """
                    SELECT events.* FROM (
                        SELECT seq FROM event_topics WHERE topic = $3 AND seq > $1
                        ORDER BY seq LIMIT $2) found
                    JOIN events USING (seq)
                    """),
                [.integer(seq), .integer(limit), .text(topic.description)]))
    }

    package func identity(at seq: Int64) async throws(StoreFailure) -> String? {
        do throws(PostgresError) {
            return try await database.query(
                "SELECT source || ' ' || event_id FROM events WHERE seq = $1", [.integer(seq)]
            ).first?.text(0)
        } catch {
            throw .unavailable
        }
    }

    /// Epoch and head come in the same statement as the rows, and without rows as well.
    private static func page(_ rows: String) -> String {
        """
        SELECT \(HistoryHead.columns),
            e.seq, e.source || ' ' || e.event_id, e.type, e.subject, e.topics, e.payload
        FROM history h LEFT JOIN LATERAL (\(rows)) e ON true ORDER BY e.seq
        """
    }

    /// The floor is read after the rows: what was dropped meanwhile is below it.
    private func page(
        after seq: Int64, limit: Int, _ query: PostgresQuery
    ) async throws(StoreFailure) -> HistoryPage {
        do throws(PostgresError) {
            let answers = try await database.queries([
                query, PostgresQuery("SELECT floor FROM history"),
            ])
            let floor = try answers[1].only().int64(0)
            guard let first = answers[0].first else { throw .column("history") }
            let seen = try first.historyHead()
            let head = HistoryHead(epoch: seen.epoch, head: seen.head, floor: floor)
            var entries: [LogEntry] = []
            if try !first.isNull(4) {
                entries.reserveCapacity(answers[0].count)
                for row in answers[0] { entries.append(try row.logEntry()) }
            }
            let isFull = entries.count >= limit
            return HistoryPage(
                head: head, entries: entries,
                through: isFull ? entries.last?.seq ?? seq : max(head.head, seq))
        } catch {
            throw .unavailable
        }
    }
}

extension PostgresRow {
    /// The columns of a page after those of its head.
    fileprivate func logEntry() throws(PostgresError) -> LogEntry {
        LogEntry(
            seq: try int64(4), identity: try text(5), type: try text(6), subject: try text(7),
            topics: try texts(8).compactMap { try? Topic(parsing: $0) }, payload: try utf8(9))
    }
}
