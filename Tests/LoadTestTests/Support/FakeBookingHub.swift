import JSON
import LiveClient
import Wire

@testable import loadtest

/// A hub's bookings in memory, for agents that need no network; it can be made to break its word.
final class FakeBookingHub: RESTCaller {
    /// What it does wrong.
    enum Fault: Sendable {
        case none
        /// Gives every locked or booked seat away once more.
        case sellsTwice
        /// Acknowledges every fifth booking and forgets it.
        case forgets
        /// Acknowledges every fifth payment without booking it.
        case takesMoney
        /// Shows booked seats as free.
        case hides
        /// Loses the connection after it has made a booking, every fifth time.
        case hangsUp
        /// Refuses payments.
        case isBroke
    }

    private struct Booking {
        let place: SeatPlace
        var status = "pending"
        var payment = "unpaid"
    }

    private let fault: Fault
    private let flights = ["11111111-1111-4111-8111-111111111111"]
    private var states: [SeatPlace: (state: String, version: Int)] = [:]
    private var places: [SeatPlace] = []
    private var again: Set<SeatPlace> = []
    private var locks: [String: SeatPlace] = [:]
    private var bookings: [String: Booking] = [:]
    private var made = 0

    init(_ fault: Fault, seats: Int) {
        self.fault = fault
        for flight in flights {
            for number in 1...seats {
                let place = SeatPlace(flight: flight, designator: "\(number)A")
                places.append(place)
                states[place] = ("available", 1)
            }
        }
    }

    func send(_ request: HTTPRequest) async throws(RESTError) -> HTTPResponse {
        // Lets other journeys in between.
        await Task.yield()
        let parts = request.path.split(separator: "/").dropFirst(2).map(String.init)
        let body = (try? JSONValue.parse(request.body)) ?? .null
        switch (request.method, parts.first, parts.count) {
        case (.get, "flights", 1): return ok(list())
        case (.get, "flights", 3): return ok(map(of: parts[1]))
        case (.post, "flights", 3): return lock(parts[1], body)
        case (.post, "bookings", 1): return try book(body)
        case (.post, "payments", 1): return pay(body["bookingId"]?.asString ?? "")
        case (.post, "bookings", 3): return cancel(parts[1])
        case (.get, "bookings", 2): return show(parts[1])
        default: return problem(404, "NOT_FOUND")
        }
    }

    func close() {}

    private func lock(_ flight: String, _ body: JSONValue) -> HTTPResponse {
        let place = SeatPlace(
            flight: flight,
            designator: body["seats"]?.asArray?.first?["designator"]?.asString ?? "")
        if states[place]?.state != "available" {
            guard fault == .sellsTwice, again.insert(place).inserted else {
                return problem(409, "SEAT_TAKEN")
            }
        }
        let id = nextID()
        locks[id] = place
        set(place, "locked")
        return ok(#"{"id":"\#(id)"}"#)
    }

    private func book(_ body: JSONValue) throws(RESTError) -> HTTPResponse {
        let lock = body["seatLockIds"]?.asArray?.first?.asString ?? ""
        guard let place = locks.removeValue(forKey: lock) else {
            return problem(404, "LOCK_NOT_FOUND")
        }
        let id = nextID()
        set(place, "locked")
        if fault != .forgets || made % 5 != 0 { bookings[id] = Booking(place: place) }
        if fault == .hangsUp, made % 5 == 0 { throw .connectionLost }
        return ok(#"{"bookingId":"\#(id)"}"#)
    }

    private func pay(_ id: String) -> HTTPResponse {
        if fault == .isBroke { return problem(402, "PAYMENT_FAILED") }
        let payment = nextID()
        if let booking = bookings[id], fault != .takesMoney || made % 5 != 0 {
            bookings[id]?.status = "confirmed"
            bookings[id]?.payment = "paid"
            set(booking.place, "booked")
        }
        return ok(#"{"id":"\#(payment)"}"#)
    }

    private func cancel(_ id: String) -> HTTPResponse {
        if let booking = bookings[id] {
            bookings[id]?.status = "cancelled"
            bookings[id]?.payment = booking.payment == "paid" ? "refunded" : "unpaid"
            set(booking.place, "available")
        }
        return ok(#"{"bookingId":"\#(id)"}"#)
    }

    private func show(_ id: String) -> HTTPResponse {
        guard let booking = bookings[id] else { return problem(404, "BOOKING_NOT_FOUND") }
        return ok(
            """
            {"bookingId":"\(id)","flight":{"flightId":"\(booking.place.flight)"},\
            "seats":["\(booking.place.designator)"],"status":"\(booking.status)",\
            "paymentStatus":"\(booking.payment)"}
            """)
    }

    private func list() -> String {
        let flights = flights.map {
            """
            {"flightId":"\($0)","airline":"BA","date":"2026-12-01","origin":"LHR",\
            "destination":"JFK","cabins":[{"available":\(places.count)}]}
            """
        }
        return #"{"data":[\#(flights.joined(separator: ","))],"page":{"limit":100}}"#
    }

    private func map(of flight: String) -> String {
        let seats = places.filter { $0.flight == flight }.map { place in
            let held = states[place] ?? ("blocked", 0)
            let state = fault == .hides && held.state == "booked" ? "available" : held.state
            return """
                {"designator":"\(place.designator)","state":"\(state)","version":\(held.version)}
                """
        }
        return """
            {"cabins":[{"price":{"amount":"75.00","currency":"EUR"},\
            "rows":[{"sections":[{"elements":[\(seats.joined(separator: ","))]}]}]}]}
            """
    }

    private func set(_ place: SeatPlace, _ state: String) {
        states[place] = (state, (states[place]?.version ?? 0) + 1)
    }

    private func nextID() -> String {
        made += 1
        let digits = String(made)
        return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count)
            + digits
    }

    private func ok(_ body: String) -> HTTPResponse {
        HTTPResponse(
            status: 200, fields: ["X-Committed-At": "2026-11-21T15:00:00.000001Z"],
            body: Array(body.utf8))
    }

    private func problem(_ status: Int, _ code: String) -> HTTPResponse {
        HTTPResponse(status: status, body: Array(#"{"code":"\#(code)"}"#.utf8))
    }
}
