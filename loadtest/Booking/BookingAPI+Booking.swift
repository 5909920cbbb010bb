import Events
import JSON
import Wire

extension BookingAPI {
    /// What the hub acknowledged, and when that was committed.
    struct Acknowledged: Sendable, Equatable {
        let id: String
        let committedAt: Timestamp
    }

    /// Locks a seat; the lock.
    func lock(_ seat: FreeSeat) async throws(APIFailure) -> Acknowledged {
        let body = JSONWriter.object { json in
            json.member(
                "seats",
                array: { json in
                    json.object { json in
                        json.member("designator", seat.designator)
                        json.member("passengerRef", "p1")
                    }
                })
        }
        let (answer, fields) = try await call(
            .post, "/flights/\(seat.flight)/seat-locks", body: body, isIdempotent: true)
        return try acknowledged(answer["id"], fields, "POST seat-locks")
    }

    /// Gives a lock's seats back.
    func release(_ lock: String) async throws(APIFailure) {
        _ = try await call(.delete, "/seat-locks/\(lock)")
    }

    /// Books a locked seat; the booking.
    func book(_ seat: FreeSeat, lock: String) async throws(APIFailure) -> Acknowledged {
        let (answer, fields) = try await call(
            .post, "/bookings", body: Self.holdRequest(seat, lock: lock), isIdempotent: true)
        return try acknowledged(answer["bookingId"], fields, "POST /bookings")
    }

    /// Pays a booking from its agency's balance; the payment.
    func pay(_ booking: String, for seat: FreeSeat) async throws(APIFailure) -> Acknowledged {
        let body = JSONWriter.object { json in
            json.member("bookingId", booking)
            json.member("amount", seat.amount)
            json.member("currency", seat.currency)
            json.member("method", "balance")
        }
        let (answer, fields) = try await call(.post, "/payments", body: body, isIdempotent: true)
        return try acknowledged(answer["id"], fields, "POST /payments")
    }

    /// Cancels a booking.
    func cancel(_ booking: String) async throws(APIFailure) -> Acknowledged {
        let body = JSONWriter.object { $0.member("reason", "requested_by_customer") }
        let (answer, fields) = try await call(
            .post, "/bookings/\(booking)/cancellation", body: body, isIdempotent: true)
        return try acknowledged(answer["bookingId"], fields, "POST cancellation")
    }

    /// Adds to an agency's balance; for administrators.
    func deposit(
        _ amount: Int64, _ currency: String, to agency: UniqueID
    ) async throws(APIFailure) {
        let body = JSONWriter.object { json in
            json.member("amount", "\(amount).00")
            json.member("currency", currency)
        }
        _ = try await call(.post, "/agencies/\(agency)/deposits", body: body, isIdempotent: true)
    }

    /// A booking as it stands; nil when there is none, or none that may be seen.
    func booking(_ id: String) async throws(APIFailure) -> BookingState? {
        let answer: JSONValue
        do throws(APIFailure) {
            (answer, _) = try await call(.get, "/bookings/\(id)")
        } catch {
            if case .status(_, 404, _) = error { return nil }
            throw error
        }
        guard let state = BookingState(answer), answer["bookingId"]?.asString == id else {
            throw .unexpected("GET /bookings/{id}")
        }
        return state
    }

    private func acknowledged(
        _ id: JSONValue?, _ fields: HTTPFields, _ call: String
    ) throws(APIFailure) -> Acknowledged {
        guard let id = id?.asString,
            let committedAt = fields["X-Committed-At"].flatMap({ Timestamp(rfc3339: $0) })
        else { throw .unexpected(call) }
        return Acknowledged(id: id, committedAt: committedAt)
    }

    private static func holdRequest(_ seat: FreeSeat, lock: String) -> [UInt8] {
        JSONWriter.object { json in
            json.member("type", "hold")
            json.member("flightId", seat.flight)
            json.member("seatLockIds", array: { $0.string(lock) })
            json.member("passengers", array: { $0.object(Self.passenger) })
            json.member("contact", object: { $0.member("email", "loadtest@flighthub.test") })
            json.member(
                "expectedTotal",
                object: { json in
                    json.member("amount", seat.amount)
                    json.member("currency", seat.currency)
                })
        }
    }

    private static func passenger(_ json: inout JSONWriter) {
        json.member("ref", "p1")
        json.member("type", "adult")
        json.member("givenName", "Load")
        json.member("familyName", "Test")
        json.member("bornOn", "1990-01-01")
    }
}
