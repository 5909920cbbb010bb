import Events
package import JSON

/// How a payment is shown.
package enum PaymentView {
    /// Writes a payment's members.
    package static func members(_ payment: Payment, in json: inout JSONWriter) {
        json.member("id", payment.id.description)
        json.member("bookingId", payment.bookingID.description)
        json.member("method", payment.method.rawValue)
        json.member("status", payment.state.rawValue)
        json.member("total", payment.amount)
        json.member("createdAt", payment.createdAt.description)
        json.member(
            "refunds",
            array: { json in
                guard let refund = payment.refund else { return }
                json.object { json in
                    json.member("id", refund.id.description)
                    json.member("total", refund.amount)
                    json.member("createdAt", refund.at.description)
                }
            })
        json.member("version", payment.version)
    }

    /// The payment as one object.
    package static func object(_ payment: Payment) -> [UInt8] {
        JSONWriter.object(capacity: 512) { members(payment, in: &$0) }
    }
}

/// How an agency's account is shown.
package enum AgencyView {
    /// The agency as one object.
    package static func object(_ agency: Agency) -> [UInt8] {
        JSONWriter.object { json in
            json.member("id", agency.id.description)
            json.member("name", agency.name)
            json.member("balance", agency.balance)
            json.member("version", agency.version)
        }
    }
}
