package import Events
import JSON

/// The events of a payment.
package enum PaymentEvents {
    /// `payment:succeeded`.
    package static func succeeded(_ payment: Payment, for booking: BookingRecord) -> NewEvent {
        event(
            "payment:succeeded", payment, booking, at: payment.createdAt,
            topics: [Topic(.user, booking.customerID), Topic(.booking, booking.id)])
    }

    /// `payment:refunded`: the money is back on the agency's account.
    package static func refunded(
        _ payment: Payment, _ refund: Payment.Refund, for booking: BookingRecord
    ) -> NewEvent {
        event(
            "payment:refunded", payment, booking, at: refund.at,
            topics: [
                Topic(.user, booking.customerID), Topic(.booking, booking.id),
                Topic(.agency, payment.agencyID),
            ])
    }

    private static func event(
        _ type: String, _ payment: Payment, _ booking: BookingRecord, at now: Timestamp,
        topics: [Topic]
    ) -> NewEvent {
        NewEvent(
            id: .random(), type: type, source: "/api/v1/payments",
            subject: "payment/\(payment.id)", version: payment.version, time: now,
            data: JSONWriter.object(capacity: 512) { json in
                json.member("paymentId", payment.id.description)
                json.member("bookingId", booking.id.description)
                json.member("pnr", booking.pnr.description)
                json.member("method", payment.method.rawValue)
                json.member("status", payment.state.rawValue)
                json.member("total", payment.amount)
                if let refund = payment.refund {
                    json.member("refundId", refund.id.description)
                    json.member("refund", refund.amount)
                }
                json.member("version", payment.version)
            },
            topics: topics)
    }
}
