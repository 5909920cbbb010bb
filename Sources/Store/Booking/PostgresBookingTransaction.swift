import Booking
import Events
import Synchronization

/// The reads of a use case, inside a transaction of PostgreSQL: each is one round trip.
///
/// The first one also opens the transaction: it brings the clock, and claims the idempotency key.
/// When another transaction holds the key, the server skips what comes after the claim, so that
/// nobody waits for the rows of an equal request. When the key has a reply already, the first read
/// throws.
final class PostgresBookingTransaction: BookingTransaction {
    private let transaction: PostgresTransaction
    private let claim: IdempotencyClaim?
    private let opening = Mutex(Opening())

    private struct Opening {
        var isSent = false
        var clock: Timestamp?
        var earlierReply: Reply?
    }

    init(_ transaction: PostgresTransaction, under claim: IdempotencyClaim? = nil) {
        self.transaction = transaction
        self.claim = claim
    }

    func now() async throws(BookingError) -> Timestamp {
        if let known = opening.withLock({ $0.clock }) { return known }
        _ = try await read([])
        guard let now = opening.withLock({ $0.clock }) else { throw .unavailable }
        return now
    }

    /// The reply that the key has already; opens the transaction if nothing was read so far.
    func earlierReply() async throws(BookingError) -> Reply? {
        if !opening.withLock({ $0.isSent }) { _ = try await read([]) }
        return opening.withLock { $0.earlierReply }
    }

    func seats(
        _ designators: [SeatDesignator], of flight: UniqueID
    ) async throws(BookingError) -> SeatReading {
        let rows = try await read([
            PostgresQuery(BookingStatements.flight, [.id(flight)]),
            PostgresQuery(
                BookingStatements.seatsOfFlight,
                [.id(flight), .texts(designators.map(\.description))]),
        ])
        return try translating { () throws(PostgresError) in
            SeatReading(
                flight: try rows[0].first?.flight(), seats: try rows[1].seats())
        }
    }

    func locks(
        _ ids: [UniqueID], of flight: UniqueID?
    ) async throws(BookingError) -> LockReading {
        let rows = try await read([
            PostgresQuery(BookingStatements.flightOfLock, [.id(flight), .id(ids.first)]),
            PostgresQuery(BookingStatements.locks, [.ids(ids)]),
            PostgresQuery(BookingStatements.seatsOfLocks, [.ids(ids)]),
        ])
        return try translating { () throws(PostgresError) in
            LockReading(
                flight: try rows[0].first?.flight(),
                locks: try rows[1].map { row throws(PostgresError) in try row.lock() },
                seats: try rows[2].seats())
        }
    }

    func booking(_ key: BookingKey) async throws(BookingError) -> BookingDossier? {
        let (statements, parameter) = key.dossier
        let rows = try await read(statements.all.map { PostgresQuery($0, [parameter]) })
        return try translating { () throws(PostgresError) in
            guard let flight = try rows[0].first?.flight(), let row = rows[1].first else {
                return nil
            }
            return BookingDossier(
                booking: try row.booking(passengers: try rows[2].passengers(row.currency(14))),
                flight: flight, seats: try rows[3].seats(), payments: try rows[4].payments(),
                agency: try rows[5].first?.agency())
        }
    }

    func lapsedBookings(limit: Int) async throws(BookingError) -> [BookingDossier] {
        let rows = try await read([
            PostgresQuery(
                """
                SELECT b.id FROM booking b WHERE b.status = 'pending' AND b.expires_at <= now()
                ORDER BY b.expires_at LIMIT $1 FOR UPDATE SKIP LOCKED
                """,
                [.integer(limit)])
        ])
        var dossiers: [BookingDossier] = []
        for row in rows[0] {
            let id = try translating { () throws(PostgresError) in try row.id(0) }
            if let dossier = try await booking(.id(id)) { dossiers.append(dossier) }
        }
        return dossiers
    }

    func lapsedSeats(limit: Int) async throws(BookingError) -> [Seat] {
        let rows = try await read([
            PostgresQuery(
                """
                SELECT \(BookingColumns.seat) FROM flight_seat s
                WHERE s.state = 'locked' AND s.booking_id IS NULL AND s.expires_at <= now()
                ORDER BY s.flight_id, s.designator LIMIT $1 FOR UPDATE SKIP LOCKED
                """,
                [.integer(limit)])
        ])
        return try translating { () throws(PostgresError) in try rows[0].seats() }
    }

    func flight(_ id: UniqueID) async throws(BookingError) -> FlightDossier? {
        let rows = try await read([
            PostgresQuery(
                "SELECT \(BookingColumns.flight) FROM flight f WHERE f.id = $1 FOR UPDATE",
                [.id(id)]),
            PostgresQuery(
                """
                SELECT b.id, b.pnr, b.status, b.payment_status, b.airline, b.customer_id,
                    b.agency_id, b.version
                FROM booking b WHERE b.flight_id = $1 AND b.status = 'confirmed'
                ORDER BY b.id FOR UPDATE
                """,
                [.id(id)]),
        ])
        return try translating { () throws(PostgresError) in
            guard let flight = try rows[0].first?.flight() else { return nil }
            return FlightDossier(
                flight: flight,
                bookings: try rows[1].map { row throws(PostgresError) in try row.summary() })
        }
    }

    func agency(_ id: UniqueID) async throws(BookingError) -> Agency? {
        let rows = try await read([
            PostgresQuery(
                "SELECT \(BookingColumns.agency) FROM agency a WHERE a.id = $1 FOR UPDATE",
                [.id(id)])
        ])
        return try translating { () throws(PostgresError) in try rows[0].first?.agency() }
    }

    func hasAccount(_ id: UniqueID) async throws(BookingError) -> Bool {
        let rows = try await read([
            PostgresQuery("SELECT 1 FROM account WHERE id = $1", [.id(id)])
        ])
        return !rows[0].isEmpty
    }

    /// Runs `queries` in one round trip; the first also opens the transaction.
    private func read(_ queries: [PostgresQuery]) async throws(BookingError) -> [PostgresRows] {
        let isOpen = opening.withLock { opening in
            defer { opening.isSent = true }
            return opening.isSent
        }
        let first = isOpen ? [] : openingQueries
        let rows: [PostgresRows]
        do throws(PostgresError) {
            rows = try await transaction.queries(first + queries)
        } catch {
            throw BookingError(error)
        }
        if !isOpen { try opened(rows) }
        return Array(rows.dropFirst(first.count))
    }

    /// The time, and the claim with the reply that the key may have.
    private var openingQueries: [PostgresQuery] {
        guard let claim else { return [PostgresQuery(BookingStatements.open)] }
        let key: [PostgresValue] = [.id(claim.principal), .text(claim.key)]
        return [
            PostgresQuery(BookingStatements.openUnderKey, key),
            PostgresQuery(BookingStatements.earlierReply, key),
        ]
    }

    private func opened(_ rows: [PostgresRows]) throws(BookingError) {
        let now = try translating { () throws(PostgresError) in try rows[0].only().time(0) }
        opening.withLock { $0.clock = now }
        guard let claim, let row = rows[1].first else { return }
        let reply = try earlierReply(row, to: claim)
        opening.withLock { $0.earlierReply = reply }
        // Ends the use case; the store hands the reply out instead.
        throw .unavailable
    }

    private func earlierReply(
        _ row: PostgresRow, to claim: IdempotencyClaim
    ) throws(BookingError) -> Reply {
        let fingerprint = try translating { () throws(PostgresError) in try row.binary(4) }
        guard fingerprint == claim.fingerprint else { throw .idempotencyKeyReused }
        return try translating { () throws(PostgresError) in
            Reply(
                status: try row.int(0), location: try row.textIfPresent(1),
                version: try row.int64IfPresent(2), body: try row.utf8(3))
        }
    }
}

extension BookingKey {
    /// What reads the booking with all that belongs to it, with its one parameter.
    fileprivate var dossier: (statements: DossierStatements, parameter: PostgresValue) {
        switch self {
        case .id(let id): (.byID, .id(id))
        case .pnr(let pnr): (.byPNR, .text(pnr.description))
        }
    }

    /// What finds the booking `b`, with its one parameter.
    var condition: (sql: String, parameter: PostgresValue) {
        switch self {
        case .id(let id): ("b.id = $1::uuid", .id(id))
        case .pnr(let pnr): ("b.pnr = $1::text", .text(pnr.description))
        }
    }
}

extension PostgresRow {
    fileprivate func summary() throws(PostgresError) -> BookingSummary {
        guard let pnr = PNR(try text(1)), let airline = AirlineCode(try text(4)) else {
            throw .column("pnr")
        }
        return BookingSummary(
            id: try id(0), pnr: pnr, status: try value(2), paymentStatus: try value(3),
            airline: airline, customerID: try id(5), agencyID: try idIfPresent(6),
            version: try int64(7))
    }
}

extension PostgresRows {
    func seats() throws(PostgresError) -> [Seat] {
        try map { row throws(PostgresError) in try row.seat() }
            .sorted { $0.designator < $1.designator }
    }

    func passengers(_ currency: Currency) throws(PostgresError) -> [Passenger] {
        try map { row throws(PostgresError) in try row.passenger(currency) }
    }

    func payments() throws(PostgresError) -> [Payment] {
        try map { row throws(PostgresError) in try row.payment() }
    }
}

/// Runs `body`, and says its failures in the words of bookings.
func translating<Value>(
    _ body: () throws(PostgresError) -> Value
) throws(BookingError) -> Value {
    do throws(PostgresError) {
        return try body()
    } catch {
        throw BookingError(error)
    }
}
