import Accounts
import Booking
import Events
import JSON
import Testing
import Wire

@Suite struct BookingEndpointTests {
    private let api = APIFixture()
    private let user = UniqueID.random()
    private var agent: String { api.token(.travelAgent, user: user, agency: api.agency.id) }

    private func lock(_ seat: String, key: String = "lock", token: String? = nil) async
        -> HTTPResponse
    {
        await api.send(
            .post, "/api/v1/flights/\(api.flight.id)/seat-locks",
            body: #"{"seats":[{"designator":"\#(seat)","passengerRef":"p1"}]}"#,
            token: token ?? agent, fields: ["Idempotency-Key": key])
    }

    private func bookingBody(lock: String, total: String = "100.00") -> String {
        """
        {"type":"hold","flightId":"\(api.flight.id)","seatLockIds":["\(lock)"],
        "passengers":[{"ref":"p1","type":"adult","givenName":"Ada","familyName":"Byron",
        "bornOn":"1990-12-10"}],"contact":{"email":"ada@flighthub.test"},
        "expectedTotal":{"amount":"\(total)","currency":"EUR"}}
        """
    }

    private func book(_ seat: String = "12A", key: String = "book") async throws -> HTTPResponse {
        let lock = try #require(try await lock(seat, key: "lock-\(key)").json["id"]?.asString)
        return await api.send(
            .post, "/api/v1/bookings", body: bookingBody(lock: lock), token: agent,
            fields: ["Idempotency-Key": key])
    }

    @Test func `a seat is locked once`() async throws {
        let first = await lock("12A")
        #expect(first.status == 201)
        let id = try #require(try first.json["id"]?.asString)
        #expect(first.fields["Location"] == "/api/v1/seat-locks/\(id)")
        #expect(first.fields["X-Committed-At"] != nil)
        let second = await lock("12A", token: api.token(.customer))
        #expect(second.status == 409)
        #expect(second.code == "SEAT_TAKEN")
        #expect(try second.json["seats"] == .array([.string("12A")]))
        let none = await lock("99Z", key: "other")
        #expect(none.status == 404)
        #expect(none.code == "SEAT_NOT_FOUND")
    }

    @Test func `the same key gives the same answer, and another request none`() async throws {
        let first = await lock("12A", key: "\"my \\\"key\\\"\"")
        let again = await lock("12A", key: "\"my \\\"key\\\"\"")
        #expect(again.status == 201)
        #expect(again.body == first.body)
        #expect(again.fields["Idempotency-Replayed"] == "true")
        #expect(again.fields["X-Committed-At"] == nil)
        let other = await lock("12B", key: "\"my \\\"key\\\"\"")
        #expect(other.status == 422)
        #expect(other.code == "IDEMPOTENCY_KEY_REUSED")
    }

    @Test func `a lock needs a key`() async {
        let path = "/api/v1/flights/\(api.flight.id)/seat-locks"
        let body = #"{"seats":[{"designator":"12A"}]}"#
        let missing = await api.send(.post, path, body: body, token: agent)
        #expect(missing.status == 400)
        #expect(missing.mistakes == ["Idempotency-Key MISSING"])
        for bad in ["", "\"open", "two words", "\"a\\b\"", String(repeating: "x", count: 256)] {
            let response = await api.send(
                .post, path, body: body, token: agent, fields: ["Idempotency-Key": bad])
            #expect(response.mistakes == ["Idempotency-Key BAD_FORMAT"])
        }
    }

    @Test func `a lock is given back by its holder only`() async throws {
        let id = try #require(try await lock("12A").json["id"]?.asString)
        let path = "/api/v1/seat-locks/\(id)"
        #expect(await api.send(.delete, path, token: api.token(.customer)).code == "LOCK_NOT_FOUND")
        #expect(await api.send(.delete, path, token: agent).status == 204)
        #expect(await api.send(.delete, path, token: agent).status == 404)
        #expect(await api.send(.delete, "/api/v1/seat-locks/x", token: agent).status == 404)
    }

    @Test func `locked seats are booked, paid and cancelled`() async throws {
        let booked = try await book()
        #expect(booked.status == 201)
        let booking = try booked.json
        let pnr = try #require(booking["pnr"]?.asString)
        let id = try #require(booking["bookingId"]?.asString)
        #expect(booked.fields["Location"] == "/api/v1/bookings/\(id)")
        let payment = await api.send(
            .post, "/api/v1/payments",
            body: """
                {"bookingId":"\(id)","method":"balance","amount":"100.00","currency":"EUR"}
                """, token: agent, fields: ["Idempotency-Key": "pay"])
        #expect(payment.status == 201)
        let paymentID = try #require(try payment.json["id"]?.asString)
        let read = await api.send(.get, "/api/v1/payments/\(paymentID)", token: agent)
        #expect(read.status == 200)
        let confirmed = await api.send(.get, "/api/v1/bookings/\(pnr)", token: agent)
        #expect(try confirmed.json["status"]?.asString == "confirmed")
        let cancelled = await api.send(
            .post, "/api/v1/bookings/\(pnr)/cancellation",
            body: #"{"reason":"requested_by_customer"}"#, token: agent,
            fields: ["Idempotency-Key": "cancel"])
        #expect(cancelled.status == 200)
        #expect(try cancelled.json["status"]?.asString == "cancelled")
        let twice = await api.send(
            .post, "/api/v1/bookings/\(pnr)/cancellation", body: #"{"reason":"other"}"#,
            token: agent, fields: ["Idempotency-Key": "cancel-2"])
        #expect(twice.code == "ALREADY_CANCELLED")
    }

    @Test func `somebody else's booking is not there`() async throws {
        let pnr = try #require(try await book().json["pnr"]?.asString)
        let path = "/api/v1/bookings/\(pnr)"
        #expect(await api.send(.get, path).status == 401)
        let other = await api.send(.get, path, token: api.token(.customer))
        #expect(other.status == 404)
        #expect(other.code == "BOOKING_NOT_FOUND")
        #expect(await api.send(.get, "/api/v1/bookings/x", token: agent).status == 404)
    }

    @Test func `a total that is not the price is refused with the price`() async throws {
        let lock = try #require(try await lock("12A").json["id"]?.asString)
        let response = await api.send(
            .post, "/api/v1/bookings", body: bookingBody(lock: lock, total: "99.00"), token: agent,
            fields: ["Idempotency-Key": "book"])
        #expect(response.status == 409)
        #expect(response.code == "PRICE_CHANGED")
        #expect(try response.json["newTotal"]?["amount"]?.asString == "100.00")
    }

    @Test func `every mistake of a booking is named at once`() async {
        let response = await api.send(
            .post, "/api/v1/bookings",
            body: """
                {"type":"instant","flightId":"x","seatLockIds":["y",5],
                "passengers":[{"type":"dog","givenName":"","bornOn":"1990-02-30","age":3}],
                "contact":{},"expectedTotal":{"amount":100,"currency":"XXX"},"offerId":"z"}
                """, token: agent, fields: ["Idempotency-Key": "book"])
        #expect(response.status == 400)
        #expect(
            response.mistakes == [
                "/type BAD_FORMAT", "/flightId BAD_FORMAT", "/seatLockIds/0 BAD_FORMAT",
                "/seatLockIds/1 BAD_FORMAT", "/passengers/0/type BAD_FORMAT",
                "/passengers/0/givenName OUT_OF_RANGE", "/passengers/0/familyName MISSING",
                "/passengers/0/bornOn BAD_FORMAT", "/passengers/0/age UNKNOWN_FIELD",
                "/contact/email MISSING", "/expectedTotal/currency BAD_FORMAT",
                "/expectedTotal/amount WRONG_TYPE", "/offerId UNKNOWN_FIELD",
            ])
    }

    @Test func `bookings are listed to who may see them, newest first`() async throws {
        _ = try await book("12A", key: "a")
        _ = try await book("12B", key: "b")
        let mine = await api.send(.get, "/api/v1/bookings?limit=1", token: agent)
        #expect(try mine.json["data"]?.asArray?.count == 1)
        let next = try #require(try mine.json["page"]?["nextCursor"]?.asString)
        let rest = await api.send(.get, "/api/v1/bookings?limit=1&cursor=\(next)", token: agent)
        #expect(try rest.json["data"]?.asArray?.count == 1)
        #expect(try rest.json["page"]?["nextCursor"] == nil)
        let others = await api.send(.get, "/api/v1/bookings", token: api.token(.customer))
        #expect(try others.json["data"]?.asArray?.isEmpty == true)
        let owner = await api.send(.get, "/api/v1/bookings", token: api.token(.businessOwner))
        #expect(try owner.json["data"]?.asArray?.count == 2)
        #expect(!String(decoding: owner.body, as: UTF8.self).contains("Byron"))
    }

    @Test func `an empty account pays nothing`() async throws {
        let id = try #require(try await book().json["bookingId"]?.asString)
        api.bookings.update { $0.agencies[api.agency.id]?.balance = TestFlight.money("99.99") }
        let body = """
            {"bookingId":"\(id)","method":"balance","amount":"100.00","currency":"EUR"}
            """
        let refused = await api.send(
            .post, "/api/v1/payments", body: body, token: agent, fields: ["Idempotency-Key": "pay"])
        #expect(refused.status == 402)
        #expect(refused.code == "PAYMENT_FAILED")
        let deposit = await api.send(
            .post, "/api/v1/agencies/\(api.agency.id)/deposits",
            body: #"{"amount":"0.01","currency":"EUR"}"#, token: api.token(.admin))
        #expect(deposit.status == 201)
        #expect(try deposit.json["balance"]?["amount"]?.asString == "100.00")
        let paid = await api.send(
            .post, "/api/v1/payments", body: body, token: agent, fields: ["Idempotency-Key": "pay"])
        #expect(paid.status == 201, "a body that threw left the key unused")
    }

    @Test func `deposits are an administrator's`() async {
        let response = await api.send(
            .post, "/api/v1/agencies/\(api.agency.id)/deposits",
            body: #"{"amount":"1.00","currency":"EUR"}"#, token: agent)
        #expect(response.status == 403)
    }
}
