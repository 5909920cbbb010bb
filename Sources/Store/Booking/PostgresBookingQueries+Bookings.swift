package import Booking
package import Events

/// Bookings with what belongs to them.
extension PostgresBookingQueries {
    package func bookings(
        _ filter: BookingFilter, in scope: BookingScope, _ page: PageRequest
    ) async throws(BookingError) -> Page<BookingDetail> {
        let query = Self.query(filter, in: scope, page)
        do {
            // Found and read in one state: a booking that changes in between no longer fits.
            return try await database.transaction(.snapshot) { transaction in
                let rows = try await transaction.queries([query])[0]
                let places = try rows.map { row throws(PostgresError) in
                    PageCursor(time: try row.time(1), id: try row.id(0))
                }
                let found = places.page(page.limit) { $0 }
                guard !found.items.isEmpty else { return Page(items: [], next: nil) }
                let details = try await BookingDetail.read(found.items.map(\.id), transaction)
                return Page(items: details, next: found.next)
            }
        } catch {
            throw BookingError(of: error)
        }
    }

    private static func query(
        _ filter: BookingFilter, in scope: BookingScope, _ page: PageRequest
    ) -> PostgresQuery {
        let (condition, owner) = scope.condition
        return PostgresQuery(
            """
            SELECT b.id, b.created_at FROM booking b
            WHERE ($1::text IS NULL OR b.status = $1) AND ($2::text IS NULL OR b.payment_status = $2)
                AND ($3::text IS NULL OR b.pnr = $3) AND ($4::uuid IS NULL OR b.customer_id = $4)
                AND ($5::uuid IS NULL OR b.flight_id = $5)
                AND ($6::timestamptz IS NULL OR b.created_at >= $6)
                AND ($7::timestamptz IS NULL OR b.created_at < $7)
                AND ($8::timestamptz IS NULL OR (b.created_at, b.id) < ($8, $9::uuid))
                AND \(condition)
            ORDER BY b.created_at DESC, b.id DESC LIMIT $10
            """,
            [
                .text(filter.status?.rawValue), .text(filter.paymentStatus?.rawValue),
                .text(filter.pnr?.description), .id(filter.customerID), .id(filter.flightID),
                .time(filter.from), .time(filter.to), .time(page.after?.time),
                .id(page.after?.id), .integer(page.limit + 1),
            ] + owner)
    }

    package func booking(_ key: BookingKey) async throws(BookingError) -> BookingDetail? {
        let (condition, parameter) = key.condition
        let rows = try await read("SELECT b.id FROM booking b WHERE \(condition)", [parameter])
        let ids = try translating { () throws(PostgresError) in
            try rows.map { row throws(PostgresError) in try row.id(0) }
        }
        return try await details(ids).first
    }

    package func payment(
        _ id: UniqueID
    ) async throws(BookingError) -> (payment: Payment, booking: BookingRecord)? {
        let rows = try await read(
            "SELECT y.booking_id FROM payment y WHERE y.id = $1", [.id(id)])
        let booking = try translating { () throws(PostgresError) in try rows.first?.id(0) }
        guard let booking, let detail = try await details([booking]).first,
            let payment = detail.payments.first(where: { $0.id == id })
        else { return nil }
        return (payment, detail.booking)
    }

    /// The bookings with these ids, in this order, read at one moment.
    private func details(_ ids: [UniqueID]) async throws(BookingError) -> [BookingDetail] {
        if ids.isEmpty { return [] }
        do {
            return try await database.transaction(.snapshot) { transaction in
                try await BookingDetail.read(ids, transaction)
            }
        } catch {
            throw BookingError(of: error)
        }
    }
}

extension BookingDetail {
    /// Bookings with what belongs to them, inside a transaction that reads one state.
    static func read(
        _ ids: [UniqueID], _ transaction: PostgresTransaction
    ) async throws(PostgresError) -> [BookingDetail] {
        let rows = try await transaction.queries([
            PostgresQuery(
                """
                SELECT \(BookingColumns.booking), \(BookingColumns.flight)
                FROM unnest($1::uuid[]) WITH ORDINALITY AS w (id, place)
                JOIN booking b ON b.id = w.id JOIN flight f ON f.id = b.flight_id
                ORDER BY w.place
                """,
                [.ids(ids)]),
            PostgresQuery(
                """
                SELECT \(BookingColumns.passenger) FROM passenger p
                WHERE p.booking_id = ANY ($1::uuid[]) ORDER BY p.booking_id, p.place
                """,
                [.ids(ids)]),
            PostgresQuery(
                """
                SELECT \(BookingColumns.payment) FROM payment y
                WHERE y.booking_id = ANY ($1::uuid[]) ORDER BY y.created_at, y.id
                """,
                [.ids(ids)]),
        ])
        let payments = Dictionary(grouping: try rows[2].payments(), by: \.bookingID)
        return try rows[0].map { row throws(PostgresError) in
            let id = try row.id(0)
            let currency = try row.currency(14)
            var passengers: [Passenger] = []
            for passenger in rows[1] where try passenger.id(11) == id {
                passengers.append(try passenger.passenger(currency))
            }
            return BookingDetail(
                booking: try row.booking(passengers: passengers),
                flight: try row.flight(at: 22), payments: payments[id] ?? [])
        }
    }
}

extension BookingScope {
    /// What of the bookings `b` is in the scope, with its parameters from `$11` on.
    fileprivate var condition: (sql: String, parameters: [PostgresValue]) {
        switch self {
        case .all, .redacted: ("true", [])
        case .own(let person): ("b.customer_id = $11::uuid", [.id(person)])
        case .agency(let agency, let person):
            ("(b.customer_id = $11::uuid OR b.agency_id = $12::uuid)", [.id(person), .id(agency)])
        case .airline(let airline, let person):
            (
                "(b.customer_id = $11::uuid OR b.airline = $12::text)",
                [.id(person), .text(airline.description)]
            )
        }
    }
}
