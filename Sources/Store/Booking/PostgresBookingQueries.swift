package import Booking
package import Events

/// Reads of flights and bookings from PostgreSQL, without locks.
package struct PostgresBookingQueries: BookingQueries {
    let database: Database

    /// Reads from `database`.
    package init(_ database: Database) {
        self.database = database
    }

    package func flights(
        _ filter: FlightFilter, _ page: PageRequest
    ) async throws(BookingError) -> Page<FlightOffer> {
        let rows = try await read(
            """
            SELECT \(BookingColumns.flight), \(Self.occupancy) FROM flight f
            WHERE ($1::text IS NULL OR f.origin = $1) AND ($2::text IS NULL OR f.destination = $2)
                AND ($3::date IS NULL OR f.service_date = $3)
                AND ($4::text IS NULL OR f.airline = $4) AND ($5::int IS NULL OR f.number = $5)
                AND ($6::text IS NULL OR f.status = $6)
                AND ($7::timestamptz IS NULL OR (f.departure_scheduled, f.id) > ($7, $8::uuid))
            ORDER BY f.departure_scheduled, f.id LIMIT $9
            """,
            [
                .text(filter.origin?.description), .text(filter.destination?.description),
                .date(filter.date), .text(filter.airline?.description), .integer(filter.number),
                .text(filter.status?.rawValue), .time(page.after?.time), .id(page.after?.id),
                .integer(page.limit + 1),
            ])
        return try translating { () throws(PostgresError) in
            let offers = try rows.map { row throws(PostgresError) in try row.offer() }
            return offers.page(page.limit) {
                PageCursor(time: $0.flight.departure.scheduled, id: $0.flight.id)
            }
        }
    }

    package func flight(_ id: UniqueID) async throws(BookingError) -> FlightOffer? {
        let rows = try await read(
            """
            SELECT \(BookingColumns.flight), \(Self.occupancy) FROM flight f WHERE f.id = $1
            """,
            [.id(id)])
        return try translating { () throws(PostgresError) in try rows.first?.offer() }
    }

    package func seatMapVersion(of flight: UniqueID) async throws(BookingError) -> Int64? {
        let rows = try await read(
            "SELECT \(Self.mapVersion) FROM flight f WHERE f.id = $1", [.id(flight)])
        return try translating { () throws(PostgresError) in try rows.first?.int64(0) }
    }

    package func seatMap(of flight: UniqueID) async throws(BookingError) -> SeatMap? {
        do {
            return try await database.transaction(.snapshot) { transaction in
                try await SeatMap.read(flight, transaction)
            }
        } catch {
            throw BookingError(of: error)
        }
    }

    package func board(of airport: AirportCode) async throws(BookingError) -> Board {
        do {
            return try await database.transaction(.snapshot) { transaction in
                try await Board.read(airport, transaction)
            }
        } catch {
            throw BookingError(of: error)
        }
    }

    package func agency(_ id: UniqueID) async throws(BookingError) -> Agency? {
        let rows = try await read(
            "SELECT \(BookingColumns.agency) FROM agency a WHERE a.id = $1", [.id(id)])
        return try translating { () throws(PostgresError) in try rows.first?.agency() }
    }

    package func flightsToCheck() async throws(BookingError)
        -> (flights: [Flight], now: Timestamp)
    {
        let rows = try await read(
            """
            SELECT \(BookingColumns.flight) FROM flight f
            WHERE f.departure_scheduled BETWEEN now() - interval '36 h' AND now() + interval '24 h'
                AND f.status NOT IN ('landed', 'cancelled', 'diverted')
            ORDER BY f.departure_scheduled, f.id
            """)
        let clock = try await read("SELECT now()")
        return try translating { () throws(PostgresError) in
            let flights = try rows.map { row throws(PostgresError) in try row.flight() }
            return (flights, try clock.only().time(0))
        }
    }

    /// Capacity and free seats of each cabin, as three arrays.
    private static let occupancy = """
        (SELECT array_agg(c.cabin) FROM (\(cabins)) c), \
        (SELECT array_agg(c.capacity) FROM (\(cabins)) c), \
        (SELECT array_agg(c.free) FROM (\(cabins)) c)
        """
    private static let cabins = """
        SELECT s.cabin, count(*) AS capacity, count(*) FILTER (WHERE s.state = 'available' \
        OR (s.state = 'locked' AND s.expires_at <= now())) AS free \
        FROM flight_seat s WHERE s.flight_id = f.id GROUP BY s.cabin ORDER BY s.cabin
        """
    /// Every change of the flight or of a seat makes it larger.
    static let mapVersion = """
        f.version + coalesce((SELECT sum(s.version)::bigint FROM flight_seat s \
        WHERE s.flight_id = f.id), 0)
        """

    func read(
        _ sql: String, _ parameters: [PostgresValue] = []
    ) async throws(BookingError) -> PostgresRows {
        do throws(PostgresError) {
            return try await database.query(sql, parameters)
        } catch {
            throw BookingError(error)
        }
    }
}

extension SeatMap {
    /// The seats of a flight, inside a transaction that reads one state.
    static func read(
        _ flight: UniqueID, _ transaction: PostgresTransaction
    ) async throws(PostgresError) -> SeatMap? {
        let rows = try await transaction.queries([
            PostgresQuery(
                """
                SELECT \(BookingColumns.flight), \(PostgresBookingQueries.mapVersion)
                FROM flight f WHERE f.id = $1
                """,
                [.id(flight)]),
            PostgresQuery(
                "SELECT \(BookingColumns.seat) FROM flight_seat s WHERE s.flight_id = $1",
                [.id(flight)]),
        ])
        guard let row = rows[0].first else { return nil }
        return SeatMap(
            flight: try row.flight(), seats: try rows[1].seats(),
            version: try row.int64(.position(BookingColumns.flightCount)))
    }
}

extension Board {
    /// How much of the past and of the future a board shows, and how many rows at the most.
    private static let span = "now() - interval '3 h' AND now() + interval '18 h'"
    private static let rowLimit = 60

    /// An airport's board, inside a transaction that reads one state.
    static func read(
        _ airport: AirportCode, _ transaction: PostgresTransaction
    ) async throws(PostgresError) -> Board {
        func query(_ place: String, _ time: String) -> PostgresQuery {
            PostgresQuery(
                """
                SELECT \(BookingColumns.flight) FROM flight f
                WHERE f.\(place) = $1 AND f.\(time) BETWEEN \(span)
                ORDER BY f.\(time), f.id LIMIT \(rowLimit)
                """,
                [.text(airport.description)])
        }
        let rows = try await transaction.queries([
            query("origin", "departure_scheduled"), query("destination", "arrival_scheduled"),
        ])
        return Board(
            airport: airport, departures: try rows[0].flights(), arrivals: try rows[1].flights())
    }
}

extension PostgresRows {
    fileprivate func flights() throws(PostgresError) -> [Flight] {
        try map { row throws(PostgresError) in try row.flight() }
    }
}

extension PostgresRow {
    fileprivate func offer() throws(PostgresError) -> FlightOffer {
        let first = BookingColumns.flightCount
        let flight = try flight()
        guard try !isNull(.position(first)) else { return FlightOffer(flight: flight, cabins: []) }
        let names = try texts(.position(first))
        let capacities = try texts(.position(first + 1))
        let free = try texts(.position(first + 2))
        let cabins = zip(names, zip(capacities, free)).compactMap { name, numbers in
            Cabin(rawValue: name).map {
                CabinAvailability(
                    cabin: $0, capacity: Int(numbers.0) ?? 0, available: Int(numbers.1) ?? 0)
            }
        }
        return FlightOffer(flight: flight, cabins: cabins.sorted { $0.cabin < $1.cabin })
    }
}

extension Array where Element: Sendable {
    /// A page of `limit` items out of up to one more, which says that there is a next page.
    func page(_ limit: Int, _ cursor: (Element) -> PageCursor) -> Page<Element> {
        let items = Array(prefix(limit))
        return Page(items: items, next: count > limit ? items.last.map(cursor) : nil)
    }
}
