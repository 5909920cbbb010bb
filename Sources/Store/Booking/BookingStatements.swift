/// The reads of the use cases that requests are made of.
enum BookingStatements {
    static let flight = PostgresStatement(
        "SELECT \(BookingColumns.flight) FROM flight f WHERE f.id = $1")

    static let seatsOfFlight = PostgresStatement(
        """
        SELECT \(BookingColumns.seat) FROM flight_seat s
        WHERE s.flight_id = $1 AND s.designator = ANY ($2::text[])
        ORDER BY s.designator FOR UPDATE
        """)

    static let flightOfLock = PostgresStatement(
        """
        SELECT \(BookingColumns.flight) FROM flight f
        WHERE f.id = coalesce($1::uuid, (SELECT flight_id FROM seat_lock WHERE id = $2))
        FOR SHARE
        """)

    static let locks = PostgresStatement(
        """
        SELECT \(BookingColumns.lock) FROM seat_lock l WHERE l.id = ANY ($1::uuid[])
        ORDER BY l.id FOR UPDATE
        """)

    static let seatsOfLocks = PostgresStatement(
        """
        SELECT \(BookingColumns.seat) FROM flight_seat s WHERE s.lock_id = ANY ($1::uuid[])
        ORDER BY s.flight_id, s.designator FOR UPDATE
        """)

    /// Plans that do not look at the parameters: for an array of ids the server would otherwise
    /// plan anew each time, which takes longer than any of these statements.
    private static let opening =
        "SELECT now(), set_config('plan_cache_mode', 'force_generic_plan', true)"

    /// The first statement of a transaction, which brings the time.
    static let open = PostgresStatement(opening)

    /// The first statement of a transaction under an idempotency key.
    static let openUnderKey = PostgresStatement("\(opening), claim_key($1, $2)")

    /// What the key was answered with; a statement of its own, so that it sees what was committed
    /// before the key was to be had.
    static let earlierReply = PostgresStatement(
        """
        SELECT status, location, version, body, fingerprint FROM idempotency
        WHERE principal = $1 AND key = $2
        """)
}

/// What reads a booking with all that belongs to it and locks it; each has the same parameter.
struct DossierStatements {
    static let byID = DossierStatements("b.id = $1::uuid")
    static let byPNR = DossierStatements("b.pnr = $1::text")

    /// In the order of locking: flight, booking, passengers, seats, payments, agency.
    let all: [PostgresStatement]

    private init(_ condition: String) {
        let booking = "(SELECT id FROM booking b WHERE \(condition))"
        all = [
            """
            SELECT \(BookingColumns.flight) FROM flight f
            WHERE f.id = (SELECT flight_id FROM booking b WHERE \(condition)) FOR SHARE
            """,
            "SELECT \(BookingColumns.booking) FROM booking b WHERE \(condition) FOR UPDATE",
            """
            SELECT \(BookingColumns.passenger) FROM passenger p
            WHERE p.booking_id = \(booking) ORDER BY p.place
            """,
            """
            SELECT \(BookingColumns.seat) FROM flight_seat s WHERE s.booking_id = \(booking)
            ORDER BY s.flight_id, s.designator FOR UPDATE
            """,
            """
            SELECT \(BookingColumns.payment) FROM payment y WHERE y.booking_id = \(booking)
            ORDER BY y.created_at, y.id FOR UPDATE
            """,
            """
            SELECT \(BookingColumns.agency) FROM agency a
            WHERE a.id = (SELECT agency_id FROM booking b WHERE \(condition)) FOR UPDATE
            """,
        ].map { PostgresStatement($0) }
    }
}
