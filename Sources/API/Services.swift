package import Accounts
package import Booking
package import Events

/// Everything that the endpoints call, put together by the program.
package struct Services: Sendable {
    /// Settings of the API.
    package struct Configuration: Sendable {
        /// Origins whose pages may read answers; none by default.
        package var corsOrigins: [String] = []
        /// Whether cookies are for TLS only; off for plain `http://localhost`.
        package var secureCookies = false
        /// Whether metrics are open to anyone, as on an administration port.
        package var openMetrics = false

        /// The defaults.
        package init() {}
    }

    /// Settings of the API.
    package var configuration: Configuration
    /// Logging in and out.
    package var authentication: Authentication
    /// Flights, seats, bookings and payments.
    package var office: BookingOffice
    /// The airports of the world.
    package var airports: AirportDirectory
    /// The committed events.
    package var history: any EventHistory
    /// Whether the node can serve.
    package var readiness: any ReadinessSource
    /// Who has numbers to show, besides the API itself.
    package var metrics: [any MetricSource]
    /// The contracts.
    package var documents: Documents
    /// The flights and seat maps that are kept; none, until it is told that the node is fresh.
    package var kept = KeptAnswers()
    /// For tags and fingerprints.
    package var sha256: any SHA256Hasher
    /// The wall clock.
    package var clock: @Sendable () -> Timestamp
    /// A clock that never goes back, for durations.
    package var uptime: @Sendable () -> Duration
    /// Counts and times the requests.
    package let requests = RequestMetrics()

    /// The services of a node.
    package init(
        configuration: Configuration = Configuration(), authentication: Authentication,
        office: BookingOffice, airports: AirportDirectory, history: any EventHistory,
        readiness: any ReadinessSource,
        metrics: [any MetricSource], documents: Documents, sha256: any SHA256Hasher,
        clock: @escaping @Sendable () -> Timestamp, uptime: @escaping @Sendable () -> Duration
    ) {
        self.configuration = configuration
        self.authentication = authentication
        self.office = office
        self.airports = airports
        self.history = history
        self.readiness = readiness
        self.metrics = metrics
        self.documents = documents
        self.sha256 = sha256
        self.clock = clock
        self.uptime = uptime
    }
}

/// The contracts that are served, as JSON.
package struct Documents: Sendable {
    /// `protocol/openapi.json`.
    package let openAPI: [UInt8]
    /// `protocol/asyncapi.json`.
    package let asyncAPI: [UInt8]

    /// The contracts with this content.
    package init(openAPI: [UInt8], asyncAPI: [UInt8]) {
        self.openAPI = openAPI
        self.asyncAPI = asyncAPI
    }
}
