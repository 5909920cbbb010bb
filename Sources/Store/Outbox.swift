import Events

/// Where a transaction leaves its events for the sequencer.
enum Outbox {
    /// Adds `events` in their order; to be the last statement of its transaction, when every row
    /// lock is held, so that transactions that depend on each other get their places in that order.
    static func insert(_ events: [NewEvent]) -> PostgresQuery {
        PostgresQuery(
            insertion,
            [
                .texts(events.map(\.source)), .texts(events.map(\.id.description)),
                .texts(events.map(\.type)), .texts(events.map(\.subject)),
                .texts(events.map { $0.topics.map(\.description).joined(separator: " ") }),
                .array(events.map { .utf8($0.rendered()) }),
            ])
    }

    private static let insertion = PostgresStatement(
        """
        INSERT INTO outbox (source, event_id, type, subject, topics, payload)
        SELECT r.source, r.id, r.type, r.subject, string_to_array(r.topics, ' '), r.payload
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
            WITH ORDINALITY AS r (source, id, type, subject, topics, payload, place)
        ORDER BY r.place
        """)
}
