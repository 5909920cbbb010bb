import Booking
package import Events
package import Hub

/// The state behind live topics, read together with its place in the history.
package struct PostgresSnapshots: SnapshotSource {
    private let database: Database

    /// Snapshots of `database`.
    package init(_ database: Database) {
        self.database = database
    }

    package func snapshot(of topic: Topic) async throws(StoreFailure) -> Snapshot {
        do {
            return try await database.transaction(.snapshot) { transaction in
                let head = try await transaction.query(HistoryHead.query).only().historyHead()
                return Snapshot(head: head, state: try await state(of: topic, transaction))
            }
        } catch {
            throw StoreFailure(of: error)
        }
    }

    private func state(
        of topic: Topic, _ transaction: PostgresTransaction
    ) async throws(PostgresError) -> [UInt8] {
        switch topic.kind {
        case .seats:
            guard let id = topic.uniqueID,
                let map = try await SeatMap.read(id, transaction)
            else { return Self.nothing }
            return SeatMapView.object(map)
        case .flight:
            guard let id = topic.uniqueID,
                let flight = try await Flight.read(id, transaction)
            else { return Self.nothing }
            return FlightView.entry(flight)
        case .airport:
            guard let airport = AirportCode(topic.id) else { return Self.nothing }
            return BoardView.object(try await Board.read(airport, transaction))
        case .booking:
            guard let id = topic.uniqueID,
                let booking = try await BookingDetail.read([id], transaction).first
            else { return Self.nothing }
            return BookingView.object(booking, detail: .live)
        case .user, .agency, .airline, .offerRequest, .analytics, .ops: return Self.nothing
        }
    }

    /// The state of what does not exist: an empty object, as good as any other.
    private static let nothing = Array("{}".utf8)
}

extension Flight {
    fileprivate static func read(
        _ id: UniqueID, _ transaction: PostgresTransaction
    ) async throws(PostgresError) -> Flight? {
        let rows = try await transaction.query(
            "SELECT \(BookingColumns.flight) FROM flight f WHERE f.id = $1", [.id(id)])
        return try rows.first?.flight()
    }
}

extension HistoryHead {
    /// The columns that `historyHead` reads, from the row `h` of `history`.
    ///
    /// Not by `events_head()`, which would be called for each row of a page: 14 ms for 500, where
    /// the subquery is run once, in 0.3 ms with its rows.
    static let columns = """
        h.generation, h.epoch, \
        greatest(coalesce((SELECT max(n.seq) FROM events n), 0), h.floor), h.floor
        """
    /// Where the history stands.
    static let query = "SELECT \(columns) FROM history h"
}

extension PostgresRow {
    /// A history's place, from the first columns on.
    func historyHead() throws(PostgresError) -> HistoryHead {
        HistoryHead(
            epoch: Epoch(generation: try int(0), id: try text(1)), head: try int64(2),
            floor: try int64(3))
    }
}
