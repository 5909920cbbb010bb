import Events
import JSON
import Wire

extension BookingAPI {
    /// Locks a seat; the lock's id.
    func lock(_ seat: FreeSeat) async throws(APIFailure) -> String {
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
        let (answer, _) = try await call(
            .post, "/flights/\(seat.flight)/seat-locks", body: body, isIdempotent: true)
        guard let id = answer["id"]?.asString else { throw .unexpected("POST seat-locks") }
        return id
    }

    /// Books a locked seat; the booking's id, and when it was committed.
    func book(
        _ seat: FreeSeat, lock: String
    ) async throws(APIFailure) -> (id: String, committedAt: Timestamp) {
        let (answer, fields) = try await call(
            .post, "/bookings", body: Self.holdRequest(seat, lock: lock), isIdempotent: true)
        guard let id = answer["bookingId"]?.asString,
            let committedAt = fields["X-Committed-At"].flatMap({ Timestamp(rfc3339: $0) })
        else { throw .unexpected("POST /bookings") }
        return (id, committedAt)
    }

    private static func holdRequest(_ seat: FreeSeat, lock: String) -> [UInt8] {
        JSONWriter.object { json in
            json.member("type", "hold")
            json.member("flightId", seat.flight)
            json.member("seatLockIds", array: { $0.string(lock) })
            json.member(
                "passengers",
                array: { json in
                    json.object { json in
                        json.member("ref", "p1")
                        json.member("type", "adult")
                        json.member("givenName", "Load")
                        json.member("familyName", "Test")
                        json.member("bornOn", "1990-01-01")
                    }
                })
            json.member("contact", object: { $0.member("email", "loadtest@flighthub.test") })
            json.member(
                "expectedTotal",
                object: { json in
                    json.member("amount", seat.amount)
                    json.member("currency", seat.currency)
                })
        }
    }
}
