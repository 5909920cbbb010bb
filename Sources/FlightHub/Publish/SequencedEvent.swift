import Events
import Net
import Store

/// Finds the place that an event got.
struct SequencedEvent {
    /// The last event that was sequenced before; ours comes after it.
    let head: Int64
    private let database: Database

    /// Looks at the history as it is now.
    init(after database: Database) async throws(PostgresError) {
        self.database = database
        head = try await database.query("SELECT events_head() AS head").only().int64("head")
    }

    /// Whether one with the source and id of this event was taken in the last seven days.
    func wasTaken(_ event: IncomingEvent) async throws(PostgresError) -> Bool {
        try await database.query(
            "SELECT FROM ingress_seen WHERE source = $1 AND event_id = $2",
            [.text(event.source), .text(event.id)]
        ).first != nil
    }

    /// The seq of the event, once it has one; nil when it has none within the limit.
    func seq(
        of event: IncomingEvent, within limit: Duration, on loop: EventLoop
    ) async throws -> Int64? {
        let end = MonotonicTime.now + limit
        while MonotonicTime.now < end {
            let rows = try await database.query(
                "SELECT seq FROM events WHERE seq > $1 AND source = $2 AND event_id = $3",
                [.integer(head), .text(event.source), .text(event.id)])
            if let row = rows.first { return try row.int64("seq") }
            try await loop.sleep(for: .milliseconds(20))
        }
        return nil
    }
}
