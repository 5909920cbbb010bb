import API
import Accounts
import Booking
import Events
import JSON
import Testing
import Wire

/// The API over ports in memory, and a client for it.
struct APIFixture {
    let clock = TestClock()
    let accounts = InMemoryAccountStore()
    let history = FakeHistory()
    let readiness = FakeReadiness()
    let bookings: InMemoryBookingStore
    let queries: CountedQueries
    let kept: KeptAnswers
    let flight: Flight
    let agency: Agency
    let router: Router

    init(
        keeping limits: KeptAnswers.Configuration = .init(), flights: Int = 2,
        _ configure: (inout Services.Configuration) -> Void = { _ in }
    ) {
        var configuration = Services.Configuration()
        configure(&configuration)
        let clock = clock
        flight = TestFlight.make(at: clock.now)
        agency = Agency(
            id: UniqueID(high: 0x22, low: 1), name: "Test Travel",
            balance: TestFlight.money("1000.00"), version: 1)
        var state = InMemoryBookingState(now: clock.now)
        state.add(flight)
        for number in 1..<flights {
            state.add(TestFlight.make(at: clock.now, number: 117 + number))
        }
        state.agencies[agency.id] = agency
        bookings = InMemoryBookingStore(state)
        queries = CountedQueries(bookings)
        let kept = KeptAnswers(limits)
        self.kept = kept
        let watched = WatchedBookingStore(bookings) { kept.changed($0) }
        let start = clock.now
        let authentication = Authentication(
            store: accounts, hasher: PlainHasher(), tokens: PlainTokens(),
            tickets: InMemoryWebSocketTickets(), sha256: PlainDigest(), revoked: RevokedSessions())
        var services = Services(
            configuration: configuration, authentication: authentication,
            office: BookingOffice(store: watched, queries: queries, delay: nil),
            airports: Self.airports, history: history, readiness: readiness,
            metrics: [FakeMetrics()],
            documents: Documents(
                openAPI: Array("{\"openapi\":\"3.1.0\"}".utf8), asyncAPI: Array("{}".utf8)),
            sha256: PlainDigest(), clock: { clock.now },
            uptime: { .microseconds(clock.now.microseconds - start.microseconds) })
        services.kept = kept
        router = Router(services)
    }

    private static let airports: AirportDirectory = {
        let csv = """
            iata,icao,name,city,subdivision,country,lat,lon,elevation,tz,metro
            JFK,KJFK,John F Kennedy International Airport,New York,New York,US,40.64,-73.78,13,\
            America/New_York,NYC
            LCY,EGLC,London City Airport,London,England,GB,51.505,0.054,19,Europe/London,LON
            LHR,EGLL,London Heathrow Airport,London,England,GB,51.47,-0.4543,83,Europe/London,LON

            """
        do {
            return try AirportDirectory(csv: Array(csv.utf8))
        } catch {
            preconditionFailure("the airports of the test: \(error)")
        }
    }()

    func send(
        _ method: HTTPMethod, _ target: String, body: String? = nil, token: String? = nil,
        fields: HTTPFields = [:]
    ) async -> HTTPResponse {
        let parts = target.split(separator: "?", maxSplits: 1)
        var fields = fields
        if body != nil, fields["Content-Type"] == nil {
            fields["Content-Type"] = "application/json"
        }
        if let token { fields["Authorization"] = "Bearer \(token)" }
        return await router.respond(
            to: HTTPRequest(
                method: method, path: String(parts[0]),
                query: parts.count == 2 ? "\(parts[1])" : "",
                fields: fields, body: Array((body ?? "").utf8), peer: "127.0.0.1"))
    }

    /// A token of an account that nobody has registered.
    func token(
        _ role: Role, user: UniqueID = .random(), agency: UniqueID? = nil, airline: String? = nil
    ) -> String {
        PlainTokens().sign(
            Principal(
                userID: user, role: role, agencyID: agency, airline: airline, sessionID: .random(),
                expiresAt: clock.now + .seconds(3_600)),
            version: 1, at: clock.now)
    }

    /// Registers an account, and the answer to it.
    func register(_ email: String = "ada@flighthub.test") async throws -> JSONValue {
        let response = await send(
            .post, "/api/v1/auth/register",
            body: """
                {"email":"\(email)","password":"flighthub-demo","givenName":"Ada",
                "familyName":"Byron"}
                """)
        try #require(response.status == 201)
        return try response.json
    }
}

extension HTTPResponse {
    /// The body as a tree.
    var json: JSONValue {
        get throws { try JSONValue.parse(body) }
    }

    /// The code of a problem.
    var code: String? { try? json["code"]?.asString }

    /// The places and codes of a problem's errors.
    var mistakes: [String] {
        let errors = (try? json["errors"]?.asArray) ?? []
        return errors.map { error in
            let place = error["pointer"] ?? error["parameter"] ?? error["header"]
            return "\(place?.asString ?? "?") \(error["code"]?.asString ?? "?")"
        }
    }
}
