package import Accounts
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
    /// The wall clock.
    package var clock: @Sendable () -> Timestamp
    /// A clock that never goes back, for durations.
    package var uptime: @Sendable () -> Duration
    /// Counts and times the requests.
    package let requests = RequestMetrics()

    /// The services of a node.
    package init(
        configuration: Configuration = Configuration(), authentication: Authentication,
        clock: @escaping @Sendable () -> Timestamp, uptime: @escaping @Sendable () -> Duration
    ) {
        self.configuration = configuration
        self.authentication = authentication
        self.clock = clock
        self.uptime = uptime
    }
}
