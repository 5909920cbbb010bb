import Accounts
import Wire

/// Every route, one line each.
package enum RouteTable {
    /// A route whose answer the node has itself.
    private static func own(
        _ method: HTTPMethod, _ pattern: String, _ caller: Caller,
        _ handler: @escaping Route.Handler
    ) -> Route {
        Route(method, pattern, caller, asksDatabase: false, handler)
    }

    /// The routes of an API with this configuration.
    package static func routes(_ configuration: Services.Configuration) -> [Route] {
        let api = "/api/v1"
        let scraper: Caller = configuration.openMetrics ? .anyone : .roles([.admin])
        let operators: Caller = .roles([.admin, .airlineAgent])
        return [
            Route(.post, api + "/auth/register", .anyone, AuthEndpoints.register),
            Route(.post, api + "/auth/login", .anyone, AuthEndpoints.login),
            Route(.post, api + "/auth/refresh", .anyone, AuthEndpoints.refresh),
            Route(.post, api + "/auth/logout", .signedIn, AuthEndpoints.logout),
            Route(.post, api + "/auth/ws-tickets", .signedIn, AuthEndpoints.issueTicket),

            own(.get, api + "/airports", .anyone, ReferenceEndpoints.airports),
            own(.get, api + "/airports/{iata}", .anyone, ReferenceEndpoints.airport),
            own(.get, api + "/airlines", .anyone, ReferenceEndpoints.airlines),
            own(.get, api + "/airlines/{iata}", .anyone, ReferenceEndpoints.airline),

            Route(.get, api + "/flights", .anyone, FlightEndpoints.list),
            Route(
                .post, api + "/flights/status-refresh", operators, FlightEndpoints.refreshStatuses),
            Route(.get, api + "/flights/{id}", .anyone, FlightEndpoints.get),
            Route(.patch, api + "/flights/{id}", operators, FlightEndpoints.patch),
            Route(.get, api + "/flights/{id}/seat-map", .anyone, FlightEndpoints.seatMap),
            Route(.post, api + "/flights/{id}/seat-locks", .signedIn, SeatLockEndpoints.create),
            Route(.delete, api + "/seat-locks/{id}", .signedIn, SeatLockEndpoints.delete),

            Route(.post, api + "/bookings", .signedIn, BookingEndpoints.create),
            Route(.get, api + "/bookings", .signedIn, BookingEndpoints.list),
            Route(.get, api + "/bookings/{key}", .signedIn, BookingEndpoints.get),
            Route(.post, api + "/bookings/{key}/cancellation", .signedIn, BookingEndpoints.cancel),
            Route(.post, api + "/payments", .signedIn, PaymentEndpoints.create),
            Route(.get, api + "/payments/{id}", .signedIn, PaymentEndpoints.get),
            Route(
                .post, api + "/agencies/{id}/deposits", .roles([.admin]), PaymentEndpoints.deposit),

            Route(.get, api + "/events", .signedIn, EventEndpoints.list),

            own(.get, api + "/health", .anyone, SystemEndpoints.health),
            own(.get, "/health", .anyone, SystemEndpoints.health),
            own(.get, api + "/metrics", scraper, SystemEndpoints.metrics),
            own(.get, "/metrics", scraper, SystemEndpoints.metrics),
            own(.get, "/api/openapi.json", .anyone, SystemEndpoints.openAPI),
            own(.get, "/api/asyncapi.json", .anyone, SystemEndpoints.asyncAPI),
        ]
    }
}
