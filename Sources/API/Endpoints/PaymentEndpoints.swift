import Accounts
import Booking
import Events
import JSON
import Wire

/// `/payments`, and the accounts that they come from.
enum PaymentEndpoints {
    static func create(_ call: Call) async throws(APIError) -> HTTPResponse {
        let (principal, claim) = (try call.signedIn(), try call.claim())
        let (bookingID, amount) = try call.body(readPayment)
        let committed = try await call.office { office throws(BookingError) in
            try await office.pay(amount, for: bookingID, by: principal, under: claim)
        }
        return HTTPResponse(committed)
    }

    static func get(_ call: Call) async throws(APIError) -> HTTPResponse {
        let principal = try call.signedIn()
        guard let id = UniqueID(call[parameter: "id"]) else { throw .booking(.paymentNotFound) }
        let payment = try await call.office { office throws(BookingError) in
            try await office.payment(id, for: principal)
        }
        return .json(200, PaymentView.object(payment), ["ETag": Call.tag(of: payment.version)])
    }

    static func deposit(_ call: Call) async throws(APIError) -> HTTPResponse {
        let (principal, claim) = (try call.signedIn(), try call.claim(required: false))
        guard let id = UniqueID(call[parameter: "id"]) else { throw .booking(.agencyNotFound) }
        let amount = try call.body { $0.money() }
        let committed = try await call.office { office throws(BookingError) in
            try await office.deposit(amount, to: id, by: principal, under: claim)
        }
        return HTTPResponse(committed)
    }

    private static func readPayment(
        _ body: inout ObjectDecoder
    ) -> (bookingID: UniqueID, amount: Money)? {
        let bookingID = body.id("bookingId")
        let method = body.choice("method", of: PaymentMethod.self)
        let amount = body.money()
        guard let bookingID, method != nil, let amount else { return nil }
        return (bookingID, amount)
    }
}
