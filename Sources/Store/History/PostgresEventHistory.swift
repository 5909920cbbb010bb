package import Events

/// The committed events, from `events` and `event_topics`.
package struct PostgresEventHistory: EventHistory {
    private let database: Database

    /// The history in `database`.
    package init(_ database: Database) {
        self.database = database
    }

    package func renewConnections() async { await database.renew() }

    package func head() async throws(StoreFailure) -> HistoryHead {
        do throws(PostgresError) {
            return try await database.query(HistoryHead.query).only().historyHead()
        } catch {
            throw StoreFailure(error)
        }
    }

    package func entries(
        after seq: Int64, limit: Int
    ) async throws(StoreFailure) -> HistoryPage {
        try await read(
            after: [seq], limit: limit,
            PostgresQuery(
                Self.page(
                    "SELECT 1::bigint AS n, * FROM events WHERE seq > $1 ORDER BY seq LIMIT $2"),
                [.integer(seq), .integer(limit)]))[0]
    }

    package func entries(
        on topic: Topic, after seq: Int64, limit: Int
    ) async throws(StoreFailure) -> HistoryPage {
        try await pages(after: [TopicPosition(topic, after: seq)], limit: limit)[0]
    }

    package func pages(
        after positions: [TopicPosition], limit: Int
    ) async throws(StoreFailure) -> [HistoryPage] {
        try await read(
            after: positions.map(\.seq), limit: limit,
            PostgresQuery(
                Self.page(
                    """
                    SELECT wanted.n, events.*
                    FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY
                        AS wanted (topic, after, n)
                    CROSS JOIN LATERAL (
                        SELECT t.seq FROM event_topics t
                        WHERE t.topic = wanted.topic AND t.seq > wanted.after
                        ORDER BY t.seq LIMIT $3) found
                    JOIN events USING (seq)
                    """),
                [
                    .texts(positions.map(\.topic.description)), .integers(positions.map(\.seq)),
                    .integer(limit),
                ]))
    }

    package func identity(at seq: Int64) async throws(StoreFailure) -> String? {
        do throws(PostgresError) {
            return try await database.query(
                "SELECT source || ' ' || event_id FROM events WHERE seq = $1", [.integer(seq)]
            ).first?.text(0)
        } catch {
            throw StoreFailure(error)
        }
    }

    /// Epoch and head come in the same statement as the rows, and without rows as well.
    ///
    /// `rows` has a column `n` first: which of the pages the row is of, from 1.
    private static func page(_ rows: String) -> String {
        """
        SELECT \(HistoryHead.columns), e.n,
            \(PostgresRow.entryColumns)
        FROM history h LEFT JOIN LATERAL (\(rows)) e ON true ORDER BY e.n, e.seq
        """
    }

    /// Reads a page after each of `seqs`.
    ///
    /// The floor is read after the rows: what was dropped meanwhile is below it.
    private func read(
        after seqs: [Int64], limit: Int, _ query: PostgresQuery
    ) async throws(StoreFailure) -> [HistoryPage] {
        do throws(PostgresError) {
            let answers = try await database.queries([
                query, PostgresQuery("SELECT floor FROM history"),
            ])
            let floor = try answers[1].only().int64(0)
            guard let first = answers[0].first else { throw .column("history") }
            let seen = try first.historyHead()
            let head = HistoryHead(epoch: seen.epoch, head: seen.head, floor: floor)
            var entries: [[LogEntry]] = Array(repeating: [], count: seqs.count)
            if try !first.isNull(4) {
                for row in answers[0] {
                    entries[try row.int(4) - 1].append(try row.logEntry(from: 5))
                }
            }
            return zip(seqs, entries).map { seq, entries in
                let isFull = entries.count >= limit
                return HistoryPage(
                    head: head, entries: entries,
                    through: isFull ? entries.last?.seq ?? seq : max(head.head, seq))
            }
        } catch {
            throw StoreFailure(error)
        }
    }
}

extension PostgresRow {
    /// The columns that `logEntry` reads, from the row `e` of `events`.
    static let entryColumns =
        "e.seq, e.source || ' ' || e.event_id, e.type, e.subject, e.topics, e.payload"

    /// An event, from this column on.
    func logEntry(from first: Int) throws(PostgresError) -> LogEntry {
        let column = { (place: Int) in Column.position(first + place) }
        return LogEntry(
            seq: try int64(column(0)), identity: try text(column(1)), type: try text(column(2)),
            subject: try text(column(3)),
            topics: try texts(column(4)).compactMap { try? Topic(parsing: $0) },
            payload: try utf8(column(5)))
    }
}
