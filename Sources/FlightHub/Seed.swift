import Accounts
import Booking
import Dashboard
import Events
import Store

/// What a database holds before anybody has used it: flights, and for a dev hub the demo accounts.
struct Seed {
    /// The agency of the demo travel agent, and how many there are with those that follow it.
    ///
    /// They are for load tests: agents of one agency wait for each other when they pay, since its
    /// balance is one row.
    private static let agency = UniqueID(high: 0x0000_0000_0000_4000, low: 0x8000_0000_0000_0001)
    private static let agencyCount = 64
    private let database: Database

    init(_ database: Database) { self.database = database }

    /// Adds the flights that are missing, from yesterday to so many days ahead; their number.
    @discardableResult
    func addFlights(
        daysAhead: Int, report: (FlightSeeding.Day) -> Void = { _ in }
    ) async throws -> Int {
        guard let file = Asset.named("data/airports.csv"), let currency = Currency("EUR") else {
            throw CommandFailure(.internalError, "the program was built without its airports")
        }
        let schedule = Schedule(
            airports: try AirportDirectory(csv: file.bytes), currency: currency)
        return try await FlightSeeding(database, schedule)
            .run(daysAhead: daysAhead, report: report).reduce(0) { $0 + $1.flights }
    }

    /// Adds the days that are missing at the end, as days pass; the number of flights.
    ///
    /// An inventory that nobody has seeded stays empty.
    func topUp(daysAhead: Int) async throws -> Int {
        if try await hasFlights(daysAhead: daysAhead) { return 0 }
        let flights = try await database.query("SELECT FROM flight LIMIT 1")
        return flights.isEmpty ? 0 : try await addFlights(daysAhead: daysAhead)
    }

    /// Whether the last of these days has its flights, and with it all days before.
    func hasFlights(daysAhead: Int) async throws -> Bool {
        let row = try await database.query(
            """
            SELECT EXISTS (SELECT FROM flight
                WHERE service_date = (now() AT TIME ZONE 'UTC')::date + \(daysAhead)) AS there
            """
        ).only()
        return try row.boolean("there")
    }

    /// Does what autovacuum would do in the first minute of use, when it would be in the way.
    private func tidy() async throws {
        for table in ["flight", "flight_seat"] {
            _ = try await database.query("VACUUM (ANALYZE) \(table)")
        }
    }

    /// Adds the demo accounts that are missing; true when there were any.
    func addDemoAccounts() async throws -> Bool {
        let desk = AccountDesk(database)
        var added = false
        for person in DemoAccounts.people {
            guard let email = EmailAddress(person.email),
                try await desk.store.credentials(of: email) == nil
            else { continue }
            _ = try await desk.add(
                email, Password(DemoAccounts.password),
                Profile(givenName: person.givenName, familyName: "Demo"),
                role: person.role, agency: person.role == .travelAgent ? Self.agency : nil,
                airline: person.role == .airlineAgent ? DemoAccounts.airline : nil)
            added = true
        }
        try await addDemoAgencies(desk)
        return added
    }

    private func addDemoAgencies(_ desk: AccountDesk) async throws {
        guard let currency = Currency("EUR"),
            let address = DemoAccounts.people.first.flatMap({ EmailAddress($0.email) }),
            let admin = try await desk.store.credentials(of: address)
        else { return }
        let balance = Money(minorUnits: 5_000_000, currency)
        let agencies = (0..<Self.agencyCount).map { place in
            Agency(
                id: Self.agency.following(by: place),
                name: place == 0 ? "Demo Travel" : "Demo Travel \(place + 1)", balance: balance,
                version: 1)
        }
        try await database.add(agencies, by: admin.account.id)
    }
}

extension Seed {
    /// Seeds a database, telling what was added as it goes; `quickly` looks at the last day only.
    static func run(
        _ url: Confidential, daysAhead: Int, demo: Bool, quickly: Bool = false
    ) async throws {
        try await CommandDatabase.with(url) { database in
            let seed = Seed(database)
            if demo, try await seed.addDemoAccounts() { Terminal.print("    demo accounts") }
            if quickly, try await seed.hasFlights(daysAhead: daysAhead) { return }
            let added = try await seed.addFlights(daysAhead: daysAhead) { day in
                if day.flights == 0 { return }
                Terminal.print("    \(day.date): \(day.flights) flights, \(day.seats) seats")
            }
            if added > 0 { try await seed.tidy() }
        }
    }
}
