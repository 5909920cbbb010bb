import Accounts
import Wire

/// Every route, one line each.
enum RouteTable {
    static func routes(_ configuration: Services.Configuration) -> [Route] {
        let api = "/api/v1"
        let scraper: Caller = configuration.openMetrics ? .anyone : .roles([.admin])
        return [
            Route(.post, api + "/auth/register", .anyone, AuthEndpoints.register),
            Route(.post, api + "/auth/login", .anyone, AuthEndpoints.login),
            Route(.post, api + "/auth/refresh", .anyone, AuthEndpoints.refresh),
            Route(.post, api + "/auth/logout", .signedIn, AuthEndpoints.logout),
            Route(.post, api + "/auth/ws-tickets", .signedIn, AuthEndpoints.issueTicket),

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
