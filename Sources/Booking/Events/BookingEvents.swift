package import Events
import JSON

/// The events of a booking.
///
/// They carry no passenger and no contact.
package enum BookingEvents {
    /// `booking:created`.
    package static func created(_ booking: BookingRecord, _ flight: Flight) -> NewEvent {
        event("booking:created", booking, flight) { json in
            json.member("createdBy", booking.createdBy.description)
        }
    }

    /// `booking:confirmed`: it is paid and the seats are sold.
    package static func confirmed(
        _ booking: BookingRecord, _ flight: Flight, by payment: Payment
    ) -> NewEvent {
        event("booking:confirmed", booking, flight) { json in
            json.member("paymentId", payment.id.description)
        }
    }

    /// `booking:cancelled`, with what was paid back.
    package static func cancelled(
        _ booking: BookingRecord, _ flight: Flight, refund: Payment.Refund?
    ) -> NewEvent {
        event("booking:cancelled", booking, flight) { json in
            json.member("cancelledBy", ifPresent: booking.cancellation?.by)
            if let refund { json.member("refund", refund.amount) }
        }
    }

    /// `booking:expired`, with the seats that became free.
    package static func expired(
        _ booking: BookingRecord, _ flight: Flight, released: [Seat]
    ) -> NewEvent {
        event("booking:expired", booking, flight) { json in
            json.member("expiredAt", booking.updatedAt.description)
            json.member(
                "releasedSeats",
                array: { json in
                    for seat in released { json.string(seat.designator.description) }
                })
        }
    }

    /// `booking:updated`, because the flight has changed.
    package static func updated(
        _ booking: BookingSummary, from old: Flight, to flight: Flight, at now: Timestamp
    ) -> NewEvent {
        NewEvent(
            id: .random(), type: "booking:updated", source: source,
            subject: "booking/\(booking.id)", version: booking.version, time: now,
            data: JSONWriter.object(capacity: 1_024) { json in
                json.member("bookingId", booking.id.description)
                json.member("pnr", booking.pnr.description)
                json.member("status", booking.status.rawValue)
                json.member("paymentStatus", booking.paymentStatus.rawValue)
                json.member(
                    "changed",
                    array: { json in
                        for name in FlightEvents.names(from: old, to: flight) {
                            json.string("flight.\(name)")
                        }
                    })
                json.member("previousFlightStatus", old.status.rawValue)
                json.member("flight", object: { FlightView.members(flight, in: &$0) })
                json.member("version", booking.version)
            },
            topics: topics(
                booking.id, booking.customerID, booking.agencyID, booking.airline))
    }

    private static let source = "/api/v1/bookings"

    private static func event(
        _ type: String, _ booking: BookingRecord, _ flight: Flight,
        _ members: (inout JSONWriter) -> Void
    ) -> NewEvent {
        NewEvent(
            id: .random(), type: type, source: source, subject: "booking/\(booking.id)",
            version: booking.version, time: booking.updatedAt,
            data: JSONWriter.object(capacity: 1_024) { json in
                BookingView.state(booking, flight, in: &json)
                members(&json)
            },
            topics: topics(
                booking.id, booking.customerID, booking.agencyID, booking.airline))
    }

    private static func topics(
        _ booking: UniqueID, _ customer: UniqueID, _ agency: UniqueID?, _ airline: AirlineCode
    ) -> [Topic] {
        [Topic(.user, customer), Topic(.booking, booking)]
            + (agency.map { [Topic(.agency, $0)] } ?? []) + [Topic(.airline, airline)]
    }
}
