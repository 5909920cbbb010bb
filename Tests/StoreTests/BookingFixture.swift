import Accounts
import Booking
import Dashboard
import Events
import Net
import Store
import Testing

/// A fresh database with the flights of a small schedule, and the booking office over it.
struct BookingFixture {
    let database: Database
    let office: BookingOffice
    let agency = UniqueID.random()
    let flight: UniqueID

    /// Runs `body` on a migrated and seeded database.
    static func run(_ body: (BookingFixture) async throws -> Void) async throws {
        let configuration = PostgresConfiguration.patient(
            try await TestServer.shared.makeDatabase())
        try await withLoop { loop in
            try await Migrator().migrate(configuration, on: loop)
            let database = Database(configuration, loops: [loop])
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(try await body(BookingFixture(database)))
            } catch {
                outcome = .failure(error)
            }
            await database.close()
            try outcome.get()
        }
    }

    private init(_ database: Database) async throws {
        self.database = database
        let store = PostgresBookingStore(
            database, clock: { Timestamp(seconds: 0) }, committed: {})
        office = BookingOffice(
            store: store, queries: PostgresBookingQueries(database), delay: nil)
        let schedule = try Self.schedule { $0.airline.description == "SK" }
        try await FlightSeeding(database, schedule).run(daysAhead: 3)
        let usd = try #require(Currency("USD"))
        _ = try await database.add(
            [
                Agency(
                    id: agency, name: "Test Travel", balance: Money(minorUnits: 100_000_00, usd),
                    version: 1)
            ], by: .random())
        flight = try await database.query(
            """
            SELECT id FROM flight WHERE departure_scheduled > now() + interval '1 day'
                AND aircraft_type IN ('223', '320')
            ORDER BY departure_scheduled LIMIT 1
            """
        ).only().id(0)
    }

    /// The house's schedule, or a part of it.
    static func schedule(
        _ isIncluded: (ScheduledService) -> Bool = { _ in true }
    ) throws -> Schedule {
        let csv = try #require(Asset.named("data/airports.csv"))
        let usd = try #require(Currency("USD"))
        let schedule = Schedule(airports: try AirportDirectory(csv: csv.bytes), currency: usd)
        return Schedule(services: schedule.services.filter(isIncluded))
    }

    func principal(_ role: Role = .travelAgent) -> Principal {
        Principal(
            userID: .random(), role: role, agencyID: role == .travelAgent ? agency : nil,
            airline: role == .airlineAgent ? "SK" : nil, sessionID: .random(),
            expiresAt: Timestamp(seconds: 4_000_000_000))
    }

    /// Locks seats; the lock's id.
    func lock(
        _ seats: [String], by principal: Principal, under claim: IdempotencyClaim? = nil
    ) async throws(BookingError) -> Committed<Reply> {
        let places = seats.compactMap { SeatDesignator($0).map { SeatLock.Place(designator: $0) } }
        return try await office.lockSeats(places, of: flight, by: principal, under: claim)
    }

    /// Locks and books seats for as many adults; the booking's id and total.
    func hold(
        _ seats: [String], by principal: Principal
    ) async throws -> (id: UniqueID, total: Money) {
        let lock = try await lock(seats, by: principal).outcome
        let lockID = try #require(
            lock.location?.split(separator: "/").last.flatMap { UniqueID($0) })
        let people = seats.map { seat in
            PassengerDetails(
                type: .adult, givenName: "Ada", familyName: "Byron \(seat)",
                bornOn: CivilDate(year: 1990, month: 1, day: 1))
        }
        let usd = try #require(Currency("USD"))
        var request = HoldRequest(
            flightID: flight, seatLockIDs: [lockID], passengers: people,
            contact: Contact(email: "ada@example.com", phone: nil), expectedTotal: .zero(usd))
        request.expectedTotal = try await price(of: request, by: principal)
        let reply = try await office.hold(request, by: principal, under: nil).outcome
        let id = try #require(reply.location?.split(separator: "/").last.flatMap { UniqueID($0) })
        return (id, request.expectedTotal)
    }

    /// What `request` costs, as the refusal of another total says.
    private func price(
        of request: HoldRequest, by principal: Principal
    ) async throws(BookingError) -> Money {
        do throws(BookingError) {
            _ = try await office.hold(request, by: principal, under: nil)
        } catch {
            guard case .priceChanged(let total) = error else { throw error }
            return total
        }
        Issue.record("a total of nothing was accepted")
        return request.expectedTotal
    }

    /// The state and version of a seat.
    func seat(_ designator: String) async throws -> (state: String, version: Int64) {
        let row = try await database.query(
            "SELECT state, version FROM flight_seat WHERE flight_id = $1 AND designator = $2",
            [.id(flight), .text(designator)]
        ).only()
        return (try row.text(0), try row.int64(1))
    }

    /// The types of the events in the outbox, in their order.
    func events() async throws -> [String] {
        try await database.query("SELECT type FROM outbox ORDER BY id").map { try $0.text(0) }
    }

    /// Whether every agency's balance is the sum of its ledger.
    func ledgersAgree() async throws -> Bool {
        try await database.query(
            """
            SELECT coalesce(bool_and(a.balance = (
                SELECT sum(amount) FROM ledger l WHERE l.agency_id = a.id)), true)
            FROM agency a
            """
        ).only().boolean(0)
    }

    /// Lets the time of an unpaid booking be over.
    func lapse(_ booking: UniqueID) async throws {
        _ = try await database.query(
            "UPDATE booking SET expires_at = now() - interval '1 s' WHERE id = $1",
            [.id(booking)])
        _ = try await database.query(
            "UPDATE flight_seat SET expires_at = now() - interval '1 s' WHERE booking_id = $1",
            [.id(booking)])
    }

    func claim(_ principal: Principal, _ key: String, _ content: UInt8 = 1) -> IdempotencyClaim {
        IdempotencyClaim(
            principal: principal.userID, key: key,
            fingerprint: Array(repeating: content, count: 32))
    }
}
