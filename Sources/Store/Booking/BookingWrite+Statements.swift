import Booking
import Events

extension PostgresQuery {
    /// A statement that changes `rows` rows which are there, and fails with `rowsMissed` when it
    /// finds another number: one was not as it was read.
    static func changing(
        _ statement: ChangingStatement, _ parameters: [PostgresValue], rows: Int = 1
    ) -> PostgresQuery {
        PostgresQuery(statement.statement, parameters + [.integer(rows)])
    }
}

/// A statement that fails with `rowsMissed` unless it changes as many rows as its last parameter
/// says.
struct ChangingStatement {
    let statement: PostgresStatement

    /// What changes rows, with so many parameters of its own.
    init(_ sql: String, parameters: Int) {
        statement = PostgresStatement(
            """
            WITH changed AS (\(sql) RETURNING 1)
            SELECT require_rows(count(*), $\(parameters + 1)) FROM changed
            """)
    }
}

extension BookingWrite {
    /// What carries the change out; a statement fails unless it finds the versions before it.
    var statements: [PostgresQuery] {
        switch self {
        case .addLock(let lock): [Self.add(lock)]
        case .endLocks(let ids, let time):
            [
                .changing(Self.endingLocks, [.ids(ids), .time(time)], rows: ids.count)
            ]
        case .hold(let seats, let holding): [Self.hold(seats, holding)]
        case .addBooking(let booking): [Self.add(booking), Self.add(passengersOf: booking)]
        case .updateBooking(let booking): [Self.update(booking)]
        case .touchBookings(let bookings, let time): [Self.touch(bookings, at: time)]
        case .addPayment(let payment): [Self.add(payment)]
        case .updatePayment(let payment): [Self.update(payment)]
        case .post(let entry, let agency): [Self.add(entry), Self.update(agency)]
        case .updateFlight(let flight): [Self.update(flight)]
        }
    }

    private static func add(_ lock: SeatLock) -> PostgresQuery {
        PostgresQuery(
            addingLock,
            [
                .id(lock.id), .id(lock.flightID), .id(lock.holderID),
                .texts(lock.places.map { $0.designator.description }),
                .texts(lock.places.map { $0.passengerRef ?? "" }), .time(lock.createdAt),
                .time(lock.expiresAt),
            ])
    }

    private static func hold(_ seats: [Seat], _ holding: SeatHolding) -> PostgresQuery {
        var lock: UniqueID?
        var booking: UniqueID?
        switch holding {
        case .available, .blocked: break
        case .locked(let id, let user, _): (lock, booking) = (id, user)
        case .booked(let id): booking = id
        }
        return .changing(
            changingSeats,
            [
                .ids(seats.map(\.flightID)), .texts(seats.map(\.designator.description)),
                .integers(seats.map(\.version)), .text(holding.state.rawValue), .id(lock),
                .id(booking), .time(holding.expiresAt),
            ], rows: seats.count)
    }

    private static func add(_ booking: BookingRecord) -> PostgresQuery {
        PostgresQuery(
            addingBooking,
            [
                .id(booking.id), .text(booking.pnr.description), .text(booking.type.rawValue),
                .text(booking.status.rawValue), .text(booking.paymentStatus.rawValue),
                .text(booking.ticketing.rawValue), .id(booking.flightID),
                .text(booking.airline.description), .id(booking.customerID),
                .id(booking.createdBy), .id(booking.agencyID), .text(booking.contact.email),
                .text(booking.contact.phone), .integer(booking.total.minorUnits),
                .text(booking.total.currency.code), .time(booking.createdAt),
                .time(booking.updatedAt), .time(booking.expiresAt), .integer(booking.version),
            ])
    }

    private static func add(passengersOf booking: BookingRecord) -> PostgresQuery {
        let all = booking.passengers
        return PostgresQuery(
            addingPassengers,
            [
                .id(booking.id), .ids(all.map(\.id)), .array(all.map { .text($0.ref) }),
                .texts(all.map(\.type.rawValue)), .array(all.map { .text($0.title?.rawValue) }),
                .texts(all.map(\.givenName)), .texts(all.map(\.familyName)),
                .array(all.map { .date($0.bornOn) }),
                .array(all.map { .text($0.gender?.rawValue) }),
                .array(all.map { .text($0.seat?.description) }), .texts(all.map(\.cabin.rawValue)),
                .integers(all.map(\.price.minorUnits)),
            ])
    }

    private static func update(_ booking: BookingRecord) -> PostgresQuery {
        .changing(
            updatingBooking,
            [
                .id(booking.id), .integer(booking.version), .text(booking.status.rawValue),
                .text(booking.paymentStatus.rawValue), .text(booking.ticketing.rawValue),
                .time(booking.updatedAt), .text(booking.cancellation?.reason.rawValue),
                .id(booking.cancellation?.by), .time(booking.cancellation?.at),
            ])
    }

    private static func touch(_ bookings: [BookingSummary], at time: Timestamp)
        -> PostgresQuery
    {
        .changing(
            touching,
            [.ids(bookings.map(\.id)), .integers(bookings.map(\.version)), .time(time)],
            rows: bookings.count)
    }

    private static let endingLocks = ChangingStatement(
        """
        UPDATE seat_lock SET ended_at = $2
        WHERE id = ANY ($1::uuid[]) AND ended_at IS NULL
        """, parameters: 2)

    private static let addingLock = PostgresStatement(
        """
        INSERT INTO seat_lock (id, flight_id, holder_id, designators, passenger_refs,
            created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """)

    private static let changingSeats = ChangingStatement(
        """
        UPDATE flight_seat s SET state = $4, lock_id = $5, booking_id = $6, expires_at = $7,
            version = s.version + 1
        FROM unnest($1::uuid[], $2::text[], $3::bigint[]) AS r (flight_id, designator, version)
        WHERE s.flight_id = r.flight_id AND s.designator = r.designator
            AND s.version = r.version
        """, parameters: 7)

    private static let addingBooking = PostgresStatement(
        """
        INSERT INTO booking (id, pnr, type, status, payment_status, ticketing, flight_id,
            airline, customer_id, created_by, agency_id, contact_email, contact_phone, total,
            currency, created_at, updated_at, expires_at, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
            $18, $19)
        """)

    private static let addingPassengers = PostgresStatement(
        """
        INSERT INTO passenger (id, booking_id, place, ref, type, title, given_name,
            family_name, born_on, gender, seat, cabin, price)
        SELECT r.id, $1, r.place, r.ref, r.type, r.title, r.given, r.family, r.born, r.gender,
            r.seat, r.cabin, r.price
        FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::date[], $9::text[], $10::text[], $11::text[], $12::bigint[]) WITH ORDINALITY
            AS r (id, ref, type, title, given, family, born, gender, seat, cabin, price, place)
        """)

    private static let updatingBooking = ChangingStatement(
        """
        UPDATE booking SET status = $3, payment_status = $4, ticketing = $5, updated_at = $6,
            cancel_reason = $7, cancelled_by = $8, cancelled_at = $9, version = $2
        WHERE id = $1 AND version = $2::bigint - 1
        """, parameters: 9)

    private static let touching = ChangingStatement(
        """
        UPDATE booking b SET version = r.version, updated_at = $3
        FROM unnest($1::uuid[], $2::bigint[]) AS r (id, version)
        WHERE b.id = r.id AND b.version = r.version - 1
        """, parameters: 3)
}
