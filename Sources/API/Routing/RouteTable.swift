import Accounts
import Wire

/// Every route, one line each.
package enum RouteTable {
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

            Route(.get, api + "/airports", .anyone, ReferenceEndpoints.airports),
            Route(.get, api + "/airports/{iata}", .anyone, ReferenceEndpoints.airport),
            Route(.get, api + "/airlines", .anyone, ReferenceEndpoints.airlines),
            Route(.get, api + "/airlines/{iata}", .anyone, ReferenceEndpoints.airline),

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

            Route(.get, api + "/health", .anyone, SystemEndpoints.health),
            Route(.get, "/health", .anyone, SystemEndpoints.health),
            Route(.get, api + "/metrics", scraper, SystemEndpoints.metrics),
            Route(.get, "/metrics", scraper, SystemEndpoints.metrics),
            Route(.get, "/api/openapi.json", .anyone, SystemEndpoints.openAPI),
            Route(.get, "/api/asyncapi.json", .anyone, SystemEndpoints.asyncAPI),
        ]
    }
}
