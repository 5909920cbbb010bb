import Events
import JSON

/// How a booking is shown.
package enum BookingView {
    /// How much of a booking is shown.
    package enum Detail: Hashable, Sendable {
        /// Everything, with who travels: for REST and those who may see the booking.
        case full
        /// Without who travels and who booked: for lists of business owners.
        case redacted
        /// Without names and contact, but with seats: the state behind `booking:`.
        case live
    }

    /// The booking as one object.
    package static func object(
        _ booking: BookingRecord, _ flight: Flight, _ payments: [Payment],
        detail: Detail = .full
    ) -> [UInt8] {
        JSONWriter.object(capacity: 2_048) { json in
            state(booking, flight, in: &json)
            json.member("flight", object: { FlightView.members(flight, in: &$0) })
            json.member(
                "seats",
                array: { json in
                    for seat in booking.seats { json.string(seat.description) }
                })
            if detail == .full { people(booking, in: &json) }
            json.member(
                "payments",
                array: { json in
                    guard detail != .redacted else { return }
                    for payment in payments {
                        json.object { PaymentView.members(payment, in: &$0) }
                    }
                })
        }
    }

    /// The booking as one object, from what a query gave.
    package static func object(_ booking: BookingDetail, detail: Detail = .full) -> [UInt8] {
        object(booking.booking, booking.flight, booking.payments, detail: detail)
    }

    /// Writes what events carry as well: no names, no contact.
    static func state(_ booking: BookingRecord, _ flight: Flight, in json: inout JSONWriter) {
        json.member("bookingId", booking.id.description)
        json.member("pnr", booking.pnr.description)
        json.member("bookingReference", booking.bookingReference)
        json.member("type", booking.type.rawValue)
        json.member("status", booking.status.rawValue)
        json.member("paymentStatus", booking.paymentStatus.rawValue)
        json.member("ticketing", booking.ticketing.rawValue)
        json.member("total", booking.total)
        json.member("passengerCount", booking.passengers.count)
        json.member("slices", array: { json in json.object { slice(flight, in: &$0) } })
        json.member("agencyId", ifPresent: booking.agencyID)
        json.member("createdAt", booking.createdAt.description)
        json.member("updatedAt", booking.updatedAt.description)
        if booking.status == .pending {
            json.member("expiresAt", booking.expiresAt.description)
        }
        if let cancellation = booking.cancellation {
            json.member(
                "cancellation",
                object: { json in
                    json.member("reason", cancellation.reason.rawValue)
                    json.member("at", cancellation.at.description)
                })
        }
        json.member("version", booking.version)
    }

    /// Writes where and when a booking goes.
    private static func slice(_ flight: Flight, in json: inout JSONWriter) {
        json.member("flightId", flight.id.description)
        json.member("flightNumber", flight.flightNumber)
        json.member("origin", flight.departure.airport.description)
        json.member("destination", flight.arrival.airport.description)
        json.member(
            "departure", ifPresent: flight.departure.scheduled,
            offsetMinutes: flight.departure.offsetMinutes)
    }

    private static func people(_ booking: BookingRecord, in json: inout JSONWriter) {
        json.member("customerId", booking.customerID.description)
        json.member("createdBy", booking.createdBy.description)
        json.member(
            "contact",
            object: { json in
                json.member("email", booking.contact.email)
                json.member("phone", ifPresent: booking.contact.phone)
            })
        json.member(
            "passengers",
            array: { json in
                for passenger in booking.passengers {
                    json.object { members(passenger, in: &$0) }
                }
            })
    }

    private static func members(_ passenger: Passenger, in json: inout JSONWriter) {
        json.member("id", passenger.id.description)
        json.member("ref", ifPresent: passenger.ref)
        json.member("type", passenger.type.rawValue)
        json.member("title", ifPresent: passenger.title?.rawValue)
        json.member("givenName", passenger.givenName)
        json.member("familyName", passenger.familyName)
        json.member("bornOn", passenger.bornOn.description)
        json.member("gender", ifPresent: passenger.gender?.rawValue)
        json.member("seat", ifPresent: passenger.seat?.description)
        json.member("cabin", passenger.cabin.rawValue)
        json.member("price", passenger.price)
    }
}
