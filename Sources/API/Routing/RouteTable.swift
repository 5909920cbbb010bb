import Wire

/// Every route, one line each.
enum RouteTable {
    static func routes(_ configuration: Services.Configuration) -> [Route] {
        let api = "/api/v1"
        return [
            Route(.post, api + "/auth/register", .anyone, AuthEndpoints.register),
            Route(.post, api + "/auth/login", .anyone, AuthEndpoints.login),
            Route(.post, api + "/auth/refresh", .anyone, AuthEndpoints.refresh),
            Route(.post, api + "/auth/logout", .signedIn, AuthEndpoints.logout),
            Route(.post, api + "/auth/ws-tickets", .signedIn, AuthEndpoints.issueTicket),
        ]
    }
}
