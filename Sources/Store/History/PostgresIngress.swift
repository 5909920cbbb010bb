package import Events

/// Takes events of other services into the outbox, each once in seven days.
package struct PostgresIngress: IngressSink {
    private let database: Database
    private let committed: @Sendable () -> Void

    /// The ingress of `database`; `committed` is called after each call, to wake the sequencer.
    package init(_ database: Database, committed: @escaping @Sendable () -> Void) {
        self.database = database
        self.committed = committed
    }

    package func take(_ events: [IncomingEvent]) async throws(IngressFailure) {
        do throws(PostgresError) {
            _ = try await database.query(
                Self.statement,
                [
                    .texts(events.map(\.source)), .texts(events.map(\.id)),
                    .texts(events.map(\.type)), .texts(events.map(\.subject)),
                    .texts(events.map { $0.topics.map(\.description).joined(separator: " ") }),
                    .array(events.map { .utf8($0.payload) }),
                ])
        } catch {
            throw Self.failure(error)
        }
        committed()
    }

    /// Takes what was not seen before.
    ///
    /// Sorted by place before the first row goes in: every key of `ingress_seen` is held by then,
    /// so that no id of the outbox is taken before a lock. Keys are locked in their order, so that
    /// two calls cannot wait for each other.
    private static let statement =
        """
        WITH incoming AS (
            SELECT DISTINCT ON (r.source, r.id) r.*
            FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
                WITH ORDINALITY AS r (source, id, type, subject, topics, payload, place)
            ORDER BY r.source, r.id, r.place
        ), fresh AS (
            INSERT INTO ingress_seen (source, event_id)
            SELECT source, id FROM incoming ORDER BY source, id
            ON CONFLICT DO NOTHING RETURNING source, event_id
        )
        INSERT INTO outbox (source, event_id, type, subject, topics, payload)
        SELECT i.source, i.id, i.type, i.subject, string_to_array(i.topics, ' '), i.payload
        FROM incoming i JOIN fresh f ON f.source = i.source AND f.event_id = i.id
        ORDER BY i.place
        """

    /// Classes 22 and 23 are about the data, 54 about its size: trying again would not help.
    private static func failure(_ error: PostgresError) -> IngressFailure {
        if let state = error.state, ["22", "23", "54"].contains(where: state.code.hasPrefix) {
            return .refused("the database refused it: SQLSTATE \(state)")
        }
        return error.isLasting ? .refusesAll("\(error)") : .unavailable
    }
}
