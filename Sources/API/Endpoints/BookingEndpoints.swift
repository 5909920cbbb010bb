import Accounts
import Booking
import Events
import JSON
import Wire

/// `/bookings`.
enum BookingEndpoints {
    static func create(_ call: Call) async throws(APIError) -> HTTPResponse {
        let (principal, claim) = (try call.signedIn(), try call.claim())
        let request = try call.body(HoldRequestBody.read)
        let committed = try await call.office { office throws(BookingError) in
            try await office.hold(request, by: principal, under: claim)
        }
        return HTTPResponse(committed)
    }

    static func list(_ call: Call) async throws(APIError) -> HTTPResponse {
        let principal = try call.signedIn()
        let (filter, request) = try call.query { (readFilter(&$0), $0.page()) }
        let page = try await call.office { office throws(BookingError) in
            try await office.bookings(filter, for: principal, request)
        }
        return call.list(page, limit: request.limit) { item in
            BookingView.object(item.detail, detail: item.shown)
        }
    }

    static func get(_ call: Call) async throws(APIError) -> HTTPResponse {
        let (principal, key) = (try call.signedIn(), try bookingKey(call))
        let detail = try await call.office { office throws(BookingError) in
            try await office.booking(key, for: principal)
        }
        return .json(
            200, BookingView.object(detail), ["ETag": Call.tag(of: detail.booking.version)])
    }

    static func cancel(_ call: Call) async throws(APIError) -> HTTPResponse {
        let (principal, claim) = (try call.signedIn(), try call.claim())
        let key = try bookingKey(call)
        let reason = try call.body { $0.choice("reason", of: CancellationReason.self) }
        let committed = try await call.office { office throws(BookingError) in
            try await office.cancel(key, because: reason, by: principal, under: claim)
        }
        return HTTPResponse(committed)
    }

    /// The booking of the path; what is neither UUID nor locator names none.
    private static func bookingKey(_ call: Call) throws(APIError) -> BookingKey {
        guard let key = BookingKey(call[parameter: "key"]) else {
            throw .booking(.bookingNotFound)
        }
        return key
    }

    private static func readFilter(_ query: inout QueryDecoder) -> BookingFilter {
        var filter = BookingFilter()
        filter.status = query.choice("status", of: BookingStatus.self)
        filter.paymentStatus = query.choice("paymentStatus", of: PaymentStatus.self)
        filter.pnr = query.value("pnr", "a locator of six characters") { PNR($0) }
        filter.customerID = query.value("customerId", "a lowercase UUID") { UniqueID($0) }
        filter.flightID = query.value("flightId", "a lowercase UUID") { UniqueID($0) }
        let rule = "a time as in RFC 3339"
        filter.from = query.value("from", rule) { Timestamp(rfc3339: $0) }
        filter.to = query.value("to", rule) { Timestamp(rfc3339: $0) }
        return filter
    }
}
