import Events
import JSON
import Wire

/// Sells a seat that is somebody's already once more, as a hub without a lock on it would.
struct SecondSale {
    private let isOn: Bool
    private var seat: (flight: String, designator: String)?
    private var lock: String?
    private var booking: String?
    private var isPaid = false
    private var isCancelled = false

    init(_ fault: ProxyFault) { isOn = fault == .sellsTwice }

    /// How often a seat was sold again.
    var count: Int { booking == nil ? 0 : 1 }

    /// The answer to a request about the second sale, of which the hub knows nothing.
    mutating func answer(to request: HTTPRequest) -> HTTPResponse? {
        guard let lock else { return nil }
        let body = (try? JSONValue.parse(request.body)) ?? .null
        let path = request.path
        switch request.method {
        case .post where path == "/api/v1/bookings":
            guard body["seatLockIds"]?.asArray?.first?.asString == lock else { return nil }
            let id = "\(UniqueID.random())"
            booking = id
            return Self.success(["bookingId": id])
        case .post where path == "/api/v1/payments":
            guard let booking, body["bookingId"]?.asString == booking else { return nil }
            isPaid = true
            return Self.success(["id": "\(UniqueID.random())"])
        case .post where booking.map { path == "/api/v1/bookings/\($0)/cancellation" } ?? false:
            isCancelled = true
            return Self.success(["bookingId": booking ?? ""])
        case .get where booking.map { path == "/api/v1/bookings/\($0)" } ?? false: return shown()
        default: return nil
        }
    }

    /// What takes the place of the hub's response to a request.
    mutating func response(_ response: HTTPResponse, to request: HTTPRequest) -> HTTPResponse {
        let parts = request.path.split(separator: "/")
        guard isOn, lock == nil, response.status == 409, request.method == .post,
            parts.count == 5, parts[4] == "seat-locks",
            let problem = try? JSONValue.parse(response.body),
            problem["code"]?.asString == "SEAT_TAKEN",
            let wanted = try? JSONValue.parse(request.body),
            let designator = wanted["seats"]?.asArray?.first?["designator"]?.asString
        else { return response }
        seat = (String(parts[3]), designator)
        let id = "\(UniqueID.random())"
        lock = id
        return Self.success(["id": id])
    }

    private func shown() -> HTTPResponse {
        let status = isCancelled ? "cancelled" : isPaid ? "confirmed" : "pending"
        let payment = isPaid ? isCancelled ? "refunded" : "paid" : "unpaid"
        let body = JSONWriter.object { json in
            json.member("bookingId", booking ?? "")
            json.member("flight", object: { $0.member("flightId", seat?.flight ?? "") })
            json.member("seats", array: { $0.string(seat?.designator ?? "") })
            json.member("status", status)
            json.member("paymentStatus", payment)
        }
        return HTTPResponse(status: 200, body: body)
    }

    private static func success(_ members: KeyValuePairs<String, String>) -> HTTPResponse {
        let body = JSONWriter.object { json in
            for (name, value) in members { json.member(name, value) }
        }
        return HTTPResponse(
            status: 201, fields: ["X-Committed-At": "2026-11-21T15:00:00.000001Z"], body: body)
    }
}
