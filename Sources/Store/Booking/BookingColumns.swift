import Booking
import Events

/// The columns that each record is read from, in the order that its reader expects.
enum BookingColumns {
    static let flight = """
        f.id, f.airline, f.number, f.service_date, f.aircraft_type, f.origin, f.origin_city, \
        f.origin_zone, f.origin_offset, f.departure_scheduled, f.departure_estimated, \
        f.departure_actual, f.departure_terminal, f.departure_gate, f.destination, \
        f.destination_city, f.destination_zone, f.destination_offset, f.arrival_scheduled, \
        f.arrival_estimated, f.arrival_actual, f.arrival_terminal, f.arrival_gate, f.baggage, \
        f.status, f.status_source, f.status_reason, f.delay_drawn_at, f.manual_until, \
        f.fare_cabins, f.fare_prices, f.currency, f.version
        """
    /// How many columns `flight` has.
    static let flightCount = 33

    static let seat = """
        s.flight_id, s.designator, s.cabin, s.state, s.lock_id, s.booking_id, s.expires_at, \
        s.version
        """

    static let lock = """
        l.id, l.flight_id, l.holder_id, l.designators, l.passenger_refs, l.created_at, \
        l.expires_at, l.ended_at
        """

    static let booking = """
        b.id, b.pnr, b.type, b.status, b.payment_status, b.ticketing, b.flight_id, b.airline, \
        b.customer_id, b.created_by, b.agency_id, b.contact_email, b.contact_phone, b.total, \
        b.currency, b.created_at, b.updated_at, b.expires_at, b.cancel_reason, b.cancelled_by, \
        b.cancelled_at, b.version
        """

    static let passenger = """
        p.id, p.ref, p.type, p.title, p.given_name, p.family_name, p.born_on, p.gender, p.seat, \
        p.cabin, p.price, p.booking_id
        """

    static let payment = """
        y.id, y.booking_id, y.method, y.agency_id, y.state, y.amount, y.currency, y.created_by, \
        y.created_at, y.refund_id, y.refund_amount, y.refunded_at, y.version
        """

    static let agency = "a.id, a.name, a.balance, a.currency, a.version"
}
