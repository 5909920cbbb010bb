import Booking
import Events

/// The statements about money and flights.
extension BookingWrite {
    static func add(_ payment: Payment) -> PostgresQuery {
        PostgresQuery(
            addingPayment,
            [
                .id(payment.id), .id(payment.bookingID), .text(payment.method.rawValue),
                .id(payment.agencyID), .text(payment.state.rawValue),
                .integer(payment.amount.minorUnits), .text(payment.amount.currency.code),
                .id(payment.createdBy), .time(payment.createdAt), .integer(payment.version),
            ])
    }

    static func update(_ payment: Payment) -> PostgresQuery {
        .changing(
            updatingPayment,
            [
                .id(payment.id), .integer(payment.version), .text(payment.state.rawValue),
                .id(payment.refund?.id), .integer(payment.refund?.amount.minorUnits),
                .time(payment.refund?.at),
            ])
    }

    static func add(_ entry: LedgerEntry) -> PostgresQuery {
        PostgresQuery(
            addingEntry,
            [
                .id(entry.id), .id(entry.agencyID), .text(entry.kind.rawValue),
                .integer(entry.amount.minorUnits), .integer(entry.balanceAfter.minorUnits),
                .text(entry.amount.currency.code), .id(entry.paymentID), .id(entry.createdBy),
                .time(entry.at),
            ])
    }

    static func update(_ agency: Agency) -> PostgresQuery {
        .changing(
            updatingAgency,
            [
                .id(agency.id), .integer(agency.version), .integer(agency.balance.minorUnits),
                .text(agency.balance.currency.code),
            ])
    }

    static func update(_ flight: Flight) -> PostgresQuery {
        .changing(
            updatingFlight,
            [
                .id(flight.id), .integer(flight.version), .text(flight.status.rawValue),
                .text(flight.statusSource.rawValue), .text(flight.statusReason),
                .time(flight.delayDrawnAt), .time(flight.manualUntil), .text(flight.baggage),
                .time(flight.departure.estimated), .time(flight.departure.actual),
                .text(flight.departure.terminal), .text(flight.departure.gate),
                .time(flight.arrival.estimated), .time(flight.arrival.actual),
                .text(flight.arrival.terminal), .text(flight.arrival.gate),
                .time(flight.departure.scheduled), .time(flight.arrival.scheduled),
            ])
    }

    private static let addingPayment = PostgresStatement(
        """
        INSERT INTO payment (id, booking_id, method, agency_id, state, amount, currency,
            created_by, created_at, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """)

    private static let updatingPayment = ChangingStatement(
        """
        UPDATE payment SET state = $3, refund_id = $4, refund_amount = $5, refunded_at = $6,
            version = $2
        WHERE id = $1 AND version = $2::bigint - 1
        """, parameters: 6)

    private static let addingEntry = PostgresStatement(
        """
        INSERT INTO ledger (id, agency_id, kind, amount, balance_after, currency, payment_id,
            created_by, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """)

    private static let updatingAgency = ChangingStatement(
        """
        UPDATE agency SET balance = $3, version = $2
        WHERE id = $1 AND version = $2::bigint - 1 AND currency = $4
        """, parameters: 4)

    private static let updatingFlight = ChangingStatement(
        """
        UPDATE flight SET status = $3, status_source = $4, status_reason = $5,
            delay_drawn_at = $6, manual_until = $7, baggage = $8,
            departure_estimated = $9, departure_actual = $10, departure_terminal = $11,
            departure_gate = $12, arrival_estimated = $13, arrival_actual = $14,
            arrival_terminal = $15, arrival_gate = $16, departure_scheduled = $17,
            arrival_scheduled = $18, version = $2
        WHERE id = $1 AND version = $2::bigint - 1
        """, parameters: 18)
}
